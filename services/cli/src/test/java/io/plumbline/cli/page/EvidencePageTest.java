package io.plumbline.cli.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.model.FloatMatrix;
import io.plumbline.scoring.feature.Feature;
import io.plumbline.scoring.feature.FeatureTable;
import io.plumbline.scoring.inspect.Inspection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class EvidencePageTest {
    private static final Pattern DATA =
            Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL);

    private static EvidencePage page(PageAnswer... answers) {
        EvidencePage page = new EvidencePage(HandMade.PROFILE);
        List.of(answers).forEach(page::add);
        return page;
    }

    private static String data(String html) {
        Matcher matcher = DATA.matcher(html);
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    private static JsonNode json(EvidencePage page) throws Exception {
        return new ObjectMapper().readTree(data(page.html()));
    }

    @Test
    void holdsEachAnswersNumbers() throws Exception {
        JsonNode json = json(page(HandMade.unscored(), HandMade.plain()));
        assertThat(json.at("/profile/tokenThreshold").asDouble()).isEqualTo(0.5);
        assertThat(json.at("/heads").toString()).isEqualTo("[\"3-1\",\"5-0\"]");
        assertThat(json.at("/signals").findValuesAsText("label")).containsExactly("ecs", "pks", "nll", "share");
        assertThat(json.at("/signals").findValuesAsText("weighed")).containsExactly("true", "true", "true", "false");
        assertThat(json.at("/columns").findValuesAsText("place")).containsExactly("3-1", "5-0", "7", "", "3-1");
        JsonNode unscored = json.at("/answers/0");
        assertThat(unscored.path("label").asText()).isEqualTo("ABSTAINED NO_CONTEXT");
        assertThat(unscored.path("human").isNull()).isTrue();
        assertThat(unscored.path("tokens")).isEmpty();
        JsonNode plain = json.at("/answers/1");
        assertThat(plain.path("response").asText()).isEqualTo("It opened in 1912.");
        assertThat(plain.path("tokens")).hasSize(5);
        // start, end, probability, window, values, points by signal, attention by head
        assertThat(plain.at("/tokens/3").toString())
                .isEqualTo("[12,17,0.875,0,[0.04,0.08,0.12,0.16,0.2],[0.12,0.12,0.16,null],"
                        + "[[0.6,[2,100,3,900]],[0.2,[1,1000]]]]");
        assertThat(plain.at("/tokens/0/4/4").isNull()).isTrue();
        assertThat(plain.at("/spans/0/evidence/0").toString())
                .isEqualTo("{\"passage\":0,\"start\":13,\"end\":17,\"weight\":0.75,\"heads\":[\"3-1\",\"5-0\"]}");
    }

    @Test
    void foreignTextStaysInTheDataAndCannotEndIt() throws Exception {
        String html = page(HandMade.hostile()).html();
        assertThat(data(html)).doesNotContain("<", ">", "&", "\u2028");
        assertThat(html.replace(data(html), "")).doesNotContain("onerror", "owned");
        // one end each for the data and for the page's own script: nobody else's
        assertThat(html.split("</script>", -1)).hasSize(3);
        assertThat(json(page(HandMade.hostile())).at("/answers/0/response").asText())
                .endsWith(HandMade.ATTACK);
    }

    @Test
    void thePolicyAllowsThePagesOwnScriptAndStyleAndNothingElse() throws Exception {
        String html = page(HandMade.plain()).html();
        String style = html.substring(html.indexOf("<style>") + 7, html.indexOf("</style>"));
        String script = html.substring(html.lastIndexOf("<script>") + 8, html.lastIndexOf("</script>"));
        assertThat(html)
                .contains("content=\"default-src 'none'; script-src 'sha256-" + hash(script) + "'; style-src 'sha256-"
                        + hash(style) + "'; base-uri 'none'; form-action 'none'; ");
        assertThat(html).doesNotContain("{{", "http://", "https://", "//cdn", "url(", "@import");
        assertThat(script)
                .doesNotContain("innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(", "fetch(");
    }

    private static String hash(String text) throws Exception {
        return Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void equalAnswersGiveEqualBytesAndTooManyAreCounted() throws Exception {
        assertThat(page(HandMade.plain()).html())
                .isEqualTo(page(HandMade.plain()).html());
        EvidencePage full = page();
        for (int i = 0; i < EvidencePage.MAX_ANSWERS + 2; i++) {
            full.add(HandMade.plain());
        }
        assertThat(full.size()).isEqualTo(EvidencePage.MAX_ANSWERS);
        assertThat(full.leftOut()).isEqualTo(2);
        assertThat(json(full).path("leftOut").asInt()).isEqualTo(2);
        assertThat(json(page()).path("answers")).isEmpty();
    }

    @Test
    void answersInspectedInAnotherWayAreRefused() {
        Inspection plain = HandMade.plain().inspection().orElseThrow();
        FeatureTable other = new FeatureTable(List.of(Feature.parse("nll")), FloatMatrix.owning(5, 1, new float[5]));
        Inspection foreign = new Inspection(
                plain.example(),
                plain.verdict(),
                plain.windows(),
                other,
                plain.points(),
                plain.words(),
                plain.heads(),
                plain.attention());
        EvidencePage page = page(HandMade.plain());
        assertThatThrownBy(() -> page.add(PageAnswer.scored(foreign, Optional.empty(), "", List.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("plain");
    }
}
