"""Columns for ids in addresses, for hashes and for lines of text, on both engines.

Ids and hashes are bytes in the database.  Not keys: keys are integers.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.db import models

from kongbun.kernel.bad_input import shown
from kongbun.kernel.lengths import too_long
from kongbun.kernel.refusal import Refused

HASH_BYTES = 32


if TYPE_CHECKING:
    TextField = models.CharField[str, str]
    UuidField = models.Field[uuid.UUID | str, uuid.UUID]
    BytesField = models.BinaryField[bytes | None, bytes]
else:
    # Django's fields take their types only while they are checked.
    TextField = models.CharField
    UuidField = models.Field
    BytesField = models.BinaryField


class PublicIdField(UuidField):
    """A random UUID that may stand in an address; 16 bytes, unique, never a key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", uuid.uuid4)
        kwargs.setdefault("unique", True)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        # Said even where it is Django's default: our own default is another.
        kwargs["unique"] = self.unique
        return name, path, args, kwargs

    def get_internal_type(self) -> str:
        return "BinaryField"

    def from_db_value(self, value: Any, *_: object) -> uuid.UUID | None:
        return None if value is None else uuid.UUID(bytes=bytes(value))

    def to_python(self, value: Any) -> uuid.UUID | None:
        if value is None or isinstance(value, uuid.UUID):
            return value
        if isinstance(value, bytes | memoryview):
            return uuid.UUID(bytes=bytes(value))
        return uuid.UUID(str(value))

    def get_prep_value(self, value: Any) -> bytes | None:
        found = self.to_python(value)
        return None if found is None else found.bytes

    def get_db_prep_value(
        self, value: Any, connection: Any, prepared: bool = False
    ) -> Any:
        raw = value if prepared else self.get_prep_value(value)
        return None if raw is None else connection.Database.Binary(raw)


class HashField(BytesField):
    """A SHA-256: 32 bytes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", HASH_BYTES)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Any, *_: object) -> bytes | None:
        return None if value is None else bytes(value)


class LineField(TextField):
    """A line of text of at most `max_length`: one that is longer is refused in words.

    SQLite would keep it and PostgreSQL fail; here both say the same, whichever door
    it came through.
    """

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        # In the database it is Django's own column: no migration for a sentence.
        return name, "django.db.models.CharField", args, kwargs

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if isinstance(value, str) and self.max_length and len(value) > self.max_length:
            raise Refused.of(too_long(f"ข้อความ {shown(value)}", value, self.max_length))
        return super().get_db_prep_save(value, connection)
