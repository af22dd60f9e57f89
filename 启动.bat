@echo off
rem Starts the desk; the first time, and when requirements.txt has changed, it installs what is needed.
chcp 65001 >nul
cd /d "%~dp0"
set PYTHONUTF8=1

if exist .venv\Scripts\python.exe goto installed
py -3 -m venv .venv 2>nul || python -m venv .venv 2>nul || goto nopython
:installed
fc /b requirements.txt .venv\requirements.installed >nul 2>nul && goto start
echo 正在安装所需组件，请稍候，只需一次。
.venv\Scripts\python -m pip install --quiet -r requirements.txt || goto notinstalled
copy /y requirements.txt .venv\requirements.installed >nul
:start
.venv\Scripts\python compile.py desk %*
if errorlevel 1 pause
exit /b

:nopython
echo 没有找到可用的 Python。请先安装 Python 3.11 以上版本，安装时勾选 Add Python to PATH，再双击本文件。
pause
exit /b 1
:notinstalled
echo 组件安装没有完成。请检查网络后重新双击本文件。
pause
exit /b 1
