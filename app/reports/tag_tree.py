"""Writes the structure tree, the metadata and the viewer's settings into a finished PDF.

Works on the file after reportlab is done with it (pikepdf), so nothing depends on reportlab's
object writer; object streams undo the growth that a tree brings.
"""

from __future__ import annotations

from datetime import date
from io import BytesIO
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from app.reports.tagged_canvas import Mark, Node

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>en-GB</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>{tool}</xmp:CreatorTool>
<xmp:CreateDate>{day}T00:00:00Z</xmp:CreateDate><pdf:Producer>{tool}</pdf:Producer>
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


class _Writer:
    """Turns nodes into structure elements and remembers who owns each mark of each page."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._pages = [page.obj for page in pdf.pages]
        self.owners: list[dict[int, Object]] = [{} for _ in self._pages]

    def element(self, node: Node, parent: Object) -> Object:
        element = self._pdf.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name("/" + node.tag), P=parent)
        )
        if node.alt:
            element.Alt = String(node.alt)
        if node.title:
            element.T = String(node.title)
        if node.attributes:
            element.A = Array([self._attributes(*item) for item in node.attributes.items()])
        kids = [self._kid(kid, element) for kid in node.kids]
        if kids:
            element.K = kids[0] if len(kids) == 1 else Array(kids)
        return element

    @staticmethod
    def _attributes(owner: str, values: dict[str, object]) -> Dictionary:
        attributes = Dictionary(O=Name("/" + owner))
        for key, value in values.items():
            if isinstance(value, str):
                attributes[f"/{key}"] = Name("/" + value)
            elif isinstance(value, tuple):
                attributes[f"/{key}"] = Array([round(float(part), 2) for part in value])
            else:
                attributes[f"/{key}"] = value
        return attributes

    def _kid(self, kid: Node | Mark, element: Object) -> Object:
        if isinstance(kid, Node):
            return self.element(kid, element)
        self.owners[kid.page][kid.mcid] = element
        return Dictionary(Type=Name.MCR, Pg=self._pages[kid.page], MCID=kid.mcid)


def _parent_tree(writer: _Writer, pdf: Pdf) -> Object:
    numbers: list[Object | int] = []
    for index, owners in enumerate(writer.owners):
        numbers += [index, pdf.make_indirect(Array([owners[n] for n in range(len(owners))]))]
        page = pdf.pages[index].obj
        page.StructParents = index
        page.Tabs = Name.S
    return pdf.make_indirect(Dictionary(Nums=Array(numbers)))


def _write_tree(pdf: Pdf, document: Node) -> None:
    writer = _Writer(pdf)
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    root.K = Array([writer.element(document, root)])
    root.ParentTree = _parent_tree(writer, pdf)
    root.ParentTreeNextKey = len(pdf.pages)
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)


def _write_metadata(pdf: Pdf, *, title: str, author: str, tool: str, made_on: date) -> None:
    words = {"title": escape(title), "author": escape(author), "tool": escape(tool)}
    packet = pdf.make_stream(_XMP.format(day=made_on.isoformat(), **words).encode())
    packet.Type = Name.Metadata
    packet.Subtype = Name.XML
    pdf.Root.Metadata = packet
    pdf.Root.Lang = String("en-GB")
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    pdf.trailer.Info = pdf.make_indirect(
        Dictionary(
            Title=String(title),
            Author=String(author),
            Creator=String(tool),
            Producer=String(tool),
            CreationDate=String(f"D:{made_on:%Y%m%d}000000Z"),
        )
    )


def with_tags(data: bytes, document: Node, *, title: str, author: str, made_on: date) -> bytes:
    """The PDF `data` with the tree below `document`; the same input gives the same bytes."""
    with pikepdf.open(BytesIO(data)) as pdf:
        _write_tree(pdf, document)
        tool = "Contract Quality Monitor"
        _write_metadata(pdf, title=title, author=author, tool=tool, made_on=made_on)
        out = BytesIO()
        pdf.save(
            out,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
            deterministic_id=True,
        )
        return out.getvalue()
