"""Imports: runs of all sorts, and files that somebody brings here."""

from thereafter.record.staff.roles import May
from thereafter.surfaces.console.imports import arriving, choosing, exports, file, pages
from thereafter.surfaces.console.routes import arrival, deed, form, page

_FILE = "settings/imports/files/<uuid:upload_key>/"

urls = [
    page("settings/imports/", pages.index, "imports"),
    deed("settings/imports/imports.csv", exports.runs, "imports-export", May.EXPORT),
    page("settings/imports/<uuid:key>/", pages.show, "import"),
    page("runs/", pages.runs, "runs"),
    arrival("settings/imports/bring/", arriving.receive, "upload-bring", May.IMPORT),
    page(_FILE, file.show, "upload", May.IMPORT),
    form(f"{_FILE}columns/", choosing.columns, "upload-columns", May.IMPORT),
    deed(f"{_FILE}import/", file.bring_in, "upload-import", May.IMPORT),
    deed(f"{_FILE}stop/", file.stop, "upload-stop", May.IMPORT),
    deed(f"{_FILE}drop/", file.drop, "upload-drop", May.IMPORT),
    page(f"{_FILE}left-out.csv", file.left_out, "upload-left-out", May.IMPORT),
]
