"""A file arrives: straight to its place on the disk, and only from somebody who may bring one."""

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_protect

from thereafter.connectors.files import uploads
from thereafter.connectors.files.uploads import NotKept, Received, Receiver
from thereafter.surfaces.console.desk import Desk


def receive(desk: Desk) -> HttpResponseBase:
    """Keep the file that comes with the form, and go on to its columns. What is not kept leaves nothing behind."""
    receiver = Receiver()
    desk.request.upload_handlers = [receiver]
    kept = False

    @csrf_protect
    def take(request: HttpRequest) -> HttpResponse:
        nonlocal kept
        received = request.FILES.get("file")
        if receiver.refusal:
            raise NotKept(receiver.refusal)
        if not isinstance(received, Received):
            raise NotKept("No file was chosen. Choose one, or drop it on the field.")
        found = uploads.keep(received, actor=desk.actor, now=desk.now)
        for upload in found:
            desk.note("brought a file", about={"upload": str(upload.key)}, megabytes=round(upload.size / 1024**2, 1))
        kept = True
        if len(found) > 1:
            flash.success(request, f"{len(found)} tables lie in it. Each is a file of its own below: begin with any.")
            return redirect("console:imports")
        return redirect("console:upload-columns", found[0].key)

    try:
        return take(desk.request)
    finally:
        if not kept:
            receiver.discard()
