"""Why bytes are not taken, or not given: one class per reason, raised from several modules of this room."""

from lienthong.kit.errors import Conflict, Invalid, NotFound, TooLarge


class FileTooLarge(TooLarge):
    """The file is larger than the limit. Make it smaller or divide it."""


class FileEmpty(Invalid):
    """The file is empty. Choose the right file and send it again."""


class TypeNotAllowed(Invalid):
    """Files of this type are not taken here. Save it as one of the types named and send it again."""


class NameAndContentDiffer(Invalid):
    """The file is not what its name says. Give it the name that fits, or save it again in the type you meant."""


class UploadUnclear(Invalid):
    """What was announced of the file cannot be read. Reload the page and choose the file once more."""


class NoSuchUpload(NotFound):
    """There is no such upload, or it is not yours, or its day is over. Choose the file again."""


class TooManyUploads(Conflict):
    """Too many files are half sent. Finish one of them; unfinished ones are deleted after a day."""


class OffsetDiffers(Conflict):
    """The pieces do not join. Ask how much has arrived and go on from there."""


class PieceTooLarge(TooLarge):
    """The piece is larger than what is left of the file, or than a piece may be."""


class UploadNotWhole(Conflict):
    """Some of the file is still to come. Send the rest first."""


class DigestDiffers(Invalid):
    """What arrived is not the file that was announced. Choose the file again and send it once more."""


class FileBroken(Invalid):
    """The file is damaged or cut short. Open it on your machine, save it again and send that."""


class FileAmbiguous(Invalid):
    """The file can be read as two types at once. Save it again with an ordinary program and send that."""


class UnpacksTooLarge(Invalid):
    """The file unpacks to far more than it should. Send its parts one by one."""


class ArchiveUnsafe(Invalid):
    """The archive holds something that cannot be taken. Take that out and send it again."""


class MacrosInside(Invalid):
    """The file holds macros or loads parts from elsewhere. Save it without them and send it again."""


class MarkupUnsafe(Invalid):
    """The XML declares a document type or entities, or is built to exhaust the reader. Send it without them."""


class PictureTooLarge(Invalid):
    """The picture has too many pixels. Scan it again at a lower resolution."""


class Infected(Invalid):
    """The file holds malware and was not taken. Clean your machine and make the file anew."""


class ScannerUnreachable(Conflict):
    """The malware scanner does not answer, so nothing can be taken now. Try again in a few minutes."""

    status = 503


class ContentMissing(NotFound):
    """The content of this file is not in the store."""


class ContentDropped(NotFound):
    """The content of this file was removed when its time was over. What is left says when and why."""

    status = 410


class ContentDamaged(Conflict):
    """The content in the store is not what was kept. Tell the operator: it must come back from a backup."""


class StillInUse(Conflict):
    """Something still points to this file, so its content stays."""
