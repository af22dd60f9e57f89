"""What a file is, by its contents and never by its extension."""

from __future__ import annotations

from duban.model import Word


class FileKind(Word):
    """文件类型."""

    XLSX = "xlsx", "Excel工作簿"
    XLSM = "xlsm", "带宏的Excel工作簿"
    XLSB = "xlsb", "Excel二进制工作簿"
    ODS = "ods", "ODS电子表格"
    XLS = "xls", "Excel 97—2003（或WPS表格）工作簿"
    ENCRYPTED = "encrypted", "加密的工作簿"
    HTML = "html", "网页格式的表格"
    CSV = "csv", "文本格式的表格"
    DOC = "doc", "Word 97—2003文档"
    DOCX = "docx", "Word文档"
    PDF = "pdf", "PDF文档"
    IMAGE = "image", "图片"
    EML = "eml", "邮件"
    MSG = "msg", "Outlook邮件"
    ZIP = "zip", "ZIP压缩包"
    SEVEN_ZIP = "7z", "7Z压缩包"
    RAR = "rar", "RAR压缩包"
    EMPTY = "empty", "空文件"
    UNKNOWN = "unknown", "无法识别的文件"
