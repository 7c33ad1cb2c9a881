package retrograde.report.page;

import java.io.StringReader;
import java.util.Set;

import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * A MathML formula of a document, made safe: written again from its parse with the elements and attributes of MathML's
 * presentation that have no effect but on looks. What is not such a formula is shown as the text it is.
 */
final class Formula {

    private static final Set<String> ELEMENTS = Set.of("math", "mrow", "mi", "mo", "mn", "mtext", "mspace", "msub",
            "msup", "msubsup", "munder", "mover", "munderover", "mfrac", "msqrt", "mroot", "mstyle", "mpadded",
            "mphantom", "mtable", "mtr", "mtd");
    private static final Set<String> ATTRIBUTES = Set.of("display", "mathvariant", "stretchy", "fence", "separator",
            "form", "lspace", "rspace", "width", "height", "depth", "accent", "accentunder", "columnalign",
            "rowspacing", "displaystyle", "scriptlevel", "linethickness", "minsize", "maxsize", "symmetric", "largeop");

    /** The only styles let through: MathML Core has no attribute for the alignment of a column. */
    private static final Set<String> ALIGNMENTS = Set.of("text-align:left", "text-align:right", "text-align:center");

    private Formula() {}

    /** The markup to put into a page. */
    static String markup(String mathml) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        // Text in one piece, so that an operator's sign is read whole.
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        try {
            return rewrite(factory.createXMLStreamReader(new StringReader(mathml)));
        } catch (XMLStreamException e) {
            return "<code>" + Html.escape(mathml) + "</code>";
        }
    }

    private static String rewrite(XMLStreamReader reader) throws XMLStreamException {
        Html out = new Html();
        int depth = 0;
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    depth++;
                    if (depth == 2 && reader.getLocalName().equals("mo")) {
                        depth--;
                        operator(reader, out);
                    } else {
                        start(reader, out);
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    depth--;
                    out.raw("</" + reader.getLocalName() + ">");
                }
                case XMLStreamConstants.CHARACTERS -> out.text(reader.getText());
                default -> {
                    // comments and processing instructions say nothing to a reader
                }
            }
        }
        return out.toString();
    }

    /** An operator of the outermost row; a semicolon there parts formulas that are too long for one line together. */
    private static void operator(XMLStreamReader reader, Html out) throws XMLStreamException {
        Html opened = new Html();
        start(reader, opened);
        String sign = reader.getElementText();
        if (sign.equals(";")) {
            out.raw("</math><br><math>");
        } else {
            out.raw(opened.toString()).text(sign).raw("</mo>");
        }
    }

    private static void start(XMLStreamReader reader, Html out) throws XMLStreamException {
        String name = reader.getLocalName();
        if (!ELEMENTS.contains(name)) {
            throw new XMLStreamException("<" + name + "> is not an element of a formula");
        }
        out.raw("<" + name);
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            String attribute = reader.getAttributeLocalName(i);
            String value = reader.getAttributeValue(i);
            if (ATTRIBUTES.contains(attribute) || (attribute.equals("style") && ALIGNMENTS.contains(value))) {
                out.raw(" " + attribute + "=\"").text(value).raw("\"");
            }
        }
        out.raw(">");
    }
}
