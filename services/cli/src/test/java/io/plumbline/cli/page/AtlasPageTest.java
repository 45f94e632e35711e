package io.plumbline.cli.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.atlas.AtlasDetails;
import io.plumbline.atlas.Atlases;
import io.plumbline.atlas.Finding;
import io.plumbline.atlas.HeadAtlas;
import io.plumbline.atlas.HeadCurves;
import io.plumbline.atlas.TopTokens;
import io.plumbline.model.HeadId;
import io.plumbline.model.weights.ModelSource;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class AtlasPageTest {
    static final HeadAtlas SHIPPED =
            Atlases.forModel(ModelSource.DEFAULT_SHA256).orElseThrow();

    /** The shipped atlas with details set by hand, one text of which is an attack on the page. */
    static HeadAtlas detailed() {
        HeadId head = new HeadId(17, 3);
        AtlasDetails details = new AtlasDetails(
                Map.of(
                        HeadCurves.LAG_CRP,
                        new HeadCurves("lags", List.of("-1", "0", "+1"), Map.of(head, List.of(0.1, 0.2, 0.7))),
                        HeadCurves.SPAN_RULE,
                        new HeadCurves("rule", List.of("alpha", "beta"), Map.of(head, List.of(3.0, 0.8)))),
                Map.of(head, new TopTokens(List.of(" lamps", HandMade.ATTACK), List.of(0.75, 0.25))),
                Map.of("hops", new Finding("solves " + HandMade.ATTACK, Map.of("accuracy", 0.5))));
        return new HeadAtlas(
                SHIPPED.model(),
                SHIPPED.environment(),
                SHIPPED.seed(),
                SHIPPED.resamples(),
                SHIPPED.texts(),
                SHIPPED.families(),
                SHIPPED.causal(),
                SHIPPED.checkProbes(),
                SHIPPED.retrieval(),
                details);
    }

    private static Document parsed(String page) throws Exception {
        String xml = page.substring(page.indexOf("<html"));
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }

    @Test
    void everyScoreHasAMapAndEveryGoodHeadASection() throws Exception {
        Document page = parsed(AtlasPage.write(detailed()));
        assertThat(page.getElementsByTagName("rect").getLength()).isEqualTo(3 * 270);
        assertThat(page.getElementsByTagName("script").getLength()).isZero();
        String text = page.getDocumentElement().getTextContent();
        assertThat(text)
                .contains("Head 17-3", "at the token that is being copied", "as far as the text is long", " lamps")
                .contains("solves " + HandMade.ATTACK.replace("\u2028", "\u2028"), "copy-13", "needleNll");
        // 17-3 leads the copy score
        assertThat(text).contains("17-3: 0.", "rank 1");
    }

    @Test
    void twoAtlasesStandSideBySide() throws Exception {
        Document page = parsed(AtlasPage.compare(SHIPPED, detailed()));
        assertThat(page.getElementsByTagName("rect").getLength()).isEqualTo(2 * 3 * 270);
        assertThat(page.getDocumentElement().getTextContent())
                .contains("A against B", "1.000", "13 of 13", "A: copy", "B: copy");
        assertThat(AtlasPage.write(SHIPPED)).isEqualTo(AtlasPage.write(SHIPPED));
    }
}
