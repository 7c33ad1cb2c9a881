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

    private Formula() {}

    /** The markup to put into a page. */
    static String markup(String mathml) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        // A namespace declared with an unknown prefix is no reason to refuse: the prefix is dropped.
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        try {
            return rewrite(factory.createXMLStreamReader(new StringReader(mathml)));
        } catch (XMLStreamException e) {
            return "<code>" + Html.escape(mathml) + "</code>";
        }
    }

    private static String rewrite(XMLStreamReader reader) throws XMLStreamException {
        Html out = new Html();
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> start(reader, out);
                case XMLStreamConstants.END_ELEMENT -> out.raw("</" + reader.getLocalName() + ">");
                case XMLStreamConstants.CHARACTERS -> out.text(reader.getText());
                default -> {
                    // comments and processing instructions say nothing to a reader
                }
            }
        }
        return out.toString();
    }

    private static void start(XMLStreamReader reader, Html out) throws XMLStreamException {
        String name = reader.getLocalName();
        if (!ELEMENTS.contains(name)) {
            throw new XMLStreamException("<" + name + "> is not an element of a formula");
        }
        out.raw("<" + name);
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            String attribute = reader.getAttributeLocalName(i);
            if (ATTRIBUTES.contains(attribute)) {
                out.raw(" " + attribute + "=\"").text(reader.getAttributeValue(i)).raw("\"");
            }
        }
        out.raw(">");
    }
}
