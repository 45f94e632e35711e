package io.plumbline.cli.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser, from a file, as a reader opens it. */
@TestInstance(Lifecycle.PER_CLASS)
class EvidencePageBrowserTest {
    private static final String YEAR = ".token[data-t=\"3\"]";
    private static final String PANEL = ".panel";

    private Optional<Chromium> started = Optional.empty();
    private URI page = URI.create("about:blank");

    @BeforeAll
    void writeThePageAndStartABrowser(@TempDir Path folder) throws Exception {
        Optional<Path> program = Chromium.program();
        assumeTrue(program.isPresent(), "no chromium on the PATH; see QUARANTINES.md");
        EvidencePage evidence = new EvidencePage(HandMade.PROFILE);
        List.of(HandMade.unscored(), HandMade.plain(), HandMade.hostile()).forEach(evidence::add);
        Path file = folder.resolve("evidence page.html");
        evidence.write(file);
        page = file.toUri();
        started = Optional.of(Chromium.start(program.orElseThrow(), folder.resolve("profile")));
    }

    @AfterAll
    void closeTheBrowser() throws InterruptedException {
        if (started.isPresent()) {
            started.get().close();
        }
    }

    /** The page opened anew, at a place. */
    private Chromium open(String place) {
        Chromium browser = started.orElseThrow();
        browser.open(URI.create("about:blank"));
        browser.open(URI.create(page + place));
        return browser;
    }

    private static String lit(Chromium browser) {
        return browser.eval("[...document.querySelectorAll('.word.lit')]"
                        + ".map(word => word.textContent + ' ' + (word.dataset.share || '')).join('; ')")
                .asText();
    }

    private static String strength(Chromium browser, String selector) {
        return browser.eval("getComputedStyle(document.querySelector('" + selector + "')).backgroundColor")
                .asText();
    }

    /** Nothing asked for but the page itself, and not a word on the console. */
    private void assertQuiet(Chromium browser) {
        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.requests()).allMatch(url -> url.startsWith(page.toString()));
    }

    @Test
    void hoveringATokenShowsItsNumbersAndLightsTheWordsItsHeadsRead() {
        Chromium browser = open("#answer=2&token=1");
        assertThat(browser.text(PANEL)).contains("“It”", "0.100 < 0.500");
        assertThat(lit(browser)).isEqualTo("opened 100%");
        browser.hover(YEAR);
        assertThat(browser.text(PANEL))
                .contains("“ 1912”", "token 4 of 5", "0.875 ≥ 0.500, in flagged span 1")
                .contains("external context score", "(shown, not weighed)");
        // the value of each head and layer, as HandMade gives them
        assertThat(browser.text("[data-signal=\"ecs\"]")).isEqualTo("3-10.0405-00.080");
        assertThat(browser.text("[data-signal=\"pks\"]")).isEqualTo("70.120");
        assertThat(browser.text(".panel .points"))
                .contains("negative log-likelihood+0.160", "parametric knowledge score+0.120");
        // both heads: (0.6 · share + 0.2 · share) / 0.8; short words carry no number, the panel lists them
        assertThat(lit(browser)).isEqualTo("opened 25%; in ; 1894 68%");
        browser.click("[data-head=\"1\"]");
        assertThat(lit(browser)).isEqualTo("opened 100%");
        assertThat(browser.text(".reads")).isEqualTo("100 % “opened” p1");
        browser.click("[data-head=\"0\"]");
        assertThat(lit(browser)).isEqualTo("in ; 1894 90%");
        assertQuiet(browser);
    }

    @Test
    void aClickKeepsATokenAndKeysMoveThroughTheAnswer() {
        Chromium browser = open("#answer=2&token=1");
        browser.click(YEAR);
        browser.hover(".token[data-t=\"0\"]");
        assertThat(browser.text(PANEL)).contains("“ 1912”", "kept");
        browser.press("Escape");
        browser.press("ArrowRight");
        assertThat(browser.text(PANEL)).contains("token 5 of 5");
        assertThat(browser.eval("document.activeElement.dataset.t").asText()).isEqualTo("4");
        browser.press("ArrowUp");
        assertThat(browser.text(PANEL)).contains("token 4 of 5");
        browser.press("Home");
        // a value that is not defined says so
        assertThat(browser.text("[data-signal=\"share\"]")).isEqualTo("3-1n/a");
        browser.press("p");
        assertThat(browser.text("#answer")).contains("ABSTAINED NO_CONTEXT", "no passage holds any text", "Anything.");
        assertQuiet(browser);
    }

    @Test
    void heatFollowsProbabilityAndIsNotTheOnlySign() {
        Chromium browser = open("#answer=2");
        assertThat(browser.text(".token.at")).isEqualTo(" 1912");
        assertThat(strength(browser, YEAR)).isNotEqualTo(strength(browser, ".token[data-t=\"0\"]"));
        assertThat(browser.text(".in")).isEqualTo("1912");
        assertThat(browser.text(".spans"))
                .contains(
                        "“1912” 0.88",
                        "MEMORY_OVERRIDE",
                        "memory moved the prediction",
                        "read: p1 “1894” 75 % (3-1, 5-0)");
        browser.press("1");
        assertThat(browser.eval("getComputedStyle(document.querySelector('.ink'), '::after').content")
                        .asText())
                .isEqualTo("\".10\"");
        assertQuiet(browser);
    }

    @Test
    void theIndexFiltersAndOpens() {
        Chromium browser = open("");
        String rows = "document.querySelectorAll('#index tbody tr').length";
        assertThat(browser.eval(rows).asInt()).isEqualTo(3);
        // the first flagged answer is open
        assertThat(browser.text("#answer h2")).isEqualTo("2  plain");
        assertThat(browser.text("#index"))
                .contains("All 3", "Flagged 2", "Against the label 1", "Not scored 1", "0.88 ≥ 0.50");
        browser.eval(
                "[...document.querySelectorAll('#index button')].find(b => b.textContent === 'Flagged 2').click()");
        assertThat(browser.eval(rows).asInt()).isEqualTo(2);
        browser.click("#index tbody tr:last-child");
        assertThat(browser.text("#answer h2")).startsWith("3  hostile");
        assertQuiet(browser);
    }

    @Test
    void hostileTextIsShownAndDoesNothing() {
        Chromium browser = open("#answer=3&token=5");
        assertThat(browser.eval("document.title").asText()).isEqualTo("Plumbline: evidence");
        assertThat(browser.eval("document.querySelectorAll('img, iframe, object, a').length")
                        .asInt())
                .isZero();
        assertThat(browser.eval("document.scripts.length").asInt()).isEqualTo(2);
        assertThat(browser.text(".text.answer")).isEqualTo("It opened in 19121." + HandMade.ATTACK);
        for (String place : List.of("#index", "#answer h2", ".question", ".passage strong", ".panel .word-at", "pre")) {
            assertThat(browser.text(place)).contains(HandMade.ATTACK);
        }
        assertQuiet(browser);
    }

    /** What the policy is for: were a script to come in all the same, it would not run. */
    @Test
    void thePolicyStopsWhatTheEscapingShould() {
        Chromium browser = open("#answer=2");
        browser.eval(
                "{ const s = document.createElement('div'); try { s.innerHTML = '<b>x</b>'; document.title = 'owned'; }"
                        + " catch (e) { document.title = e.name; } }");
        assertThat(browser.eval("document.title").asText()).isEqualTo("TypeError");
    }
}
