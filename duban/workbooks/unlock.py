"""Workbooks with a password to open, decrypted by msoffcrypto ([MS-OFFCRYPTO])."""

from __future__ import annotations

import io
from collections.abc import Sequence

from duban.workbooks.book import Unreadable
from duban.workbooks.guard import DAMAGED, Refused

# Excel itself opens a workbook that is only write-protected with this one ([MS-OFFCRYPTO] 2.4.2.1).
_BUILT_IN = "VelvetSweatshop"
_LOCKED = Unreadable(
    "工作簿设有打开密码，无法读取", "请在“文件—信息—保护工作簿”中取消密码后重新报送"
)
_WRONG = Unreadable(
    "工作簿设有打开密码，与登记的密码不符，无法读取",
    "请取消密码后重新报送，或与办公室核对密码",
)


def decrypt(data: bytes, passwords: Sequence[str]) -> bytes:
    """The workbook inside, ``passwords`` tried in order. Raises Refused when none opens it."""
    import msoffcrypto
    from msoffcrypto.exceptions import DecryptionError, InvalidKeyError

    for attempt in (_BUILT_IN, *passwords):
        found = io.BytesIO()
        try:
            file = msoffcrypto.OfficeFile(io.BytesIO(data))
            file.load_key(password=attempt, verify_password=True)
            file.decrypt(found)
        except (InvalidKeyError, DecryptionError):
            continue
        except Exception:
            # msoffcrypto meets damage with many exception types.
            raise Refused(DAMAGED) from None
        return found.getvalue()
    raise Refused(_WRONG if passwords else _LOCKED)
