"""The application: guard first, then the views, then a page for whatever goes wrong."""

from __future__ import annotations

import traceback

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException

from duban.desk import files, month, start, taskmap
from duban.desk.desk import Open, Outcome, close_sessions, install, open_session
from duban.desk.guard import LIMIT_MIB, Guard, dress
from duban.workspace import Stop

_WORDS = {
    404: "没有这个页面或文件。",
    405: "这个地址不能这样打开。",
    413: f"文件过大：一次最多{LIMIT_MIB}MB，请分批放入，或直接复制到收件文件夹。",
}


def create_app(opener: Open, guard: Guard) -> Flask:
    """The desk's application; ``opener`` makes a session for each request."""
    app = Flask(__name__, static_folder=None, template_folder="pages")
    app.config["MAX_CONTENT_LENGTH"] = LIMIT_MIB << 20
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    install(app.extensions, opener)
    for views in (start.views, month.views, taskmap.views, files.views):
        app.register_blueprint(views, url_prefix=f"/{guard.token}")

    @app.before_request
    def _refuse() -> Response | None:
        words = guard.refusal(request)
        return Response(words, 403, content_type="text/plain; charset=utf-8") if words else None

    @app.errorhandler(Stop)
    def _stopped(stop: Stop) -> tuple[str, int]:
        return _trouble(stop.message, stop.advice, 404 if stop.exit_code == 2 else 409)

    @app.errorhandler(HTTPException)
    def _refused(error: HTTPException) -> tuple[str, int]:
        code = error.code or 500
        return _trouble(_WORDS.get(code, "请求不能处理。"), "请返回上一页。", code)

    @app.errorhandler(Exception)
    def _crashed(_error: Exception) -> tuple[str, int]:
        open_session().log(traceback.format_exc())
        return _trouble("程序出错，本次操作没有完成。", "详情见命令窗口，请转交维护人员。", 500)

    @app.teardown_request
    def _close(_error: BaseException | None) -> None:
        close_sessions()

    app.after_request(dress)
    return app


def _trouble(problem: str, advice: str, status: int) -> tuple[str, int]:
    outcome = Outcome("没有完成", problem=problem, advice=advice)
    return render_template("trouble.html", outcome=outcome), status
