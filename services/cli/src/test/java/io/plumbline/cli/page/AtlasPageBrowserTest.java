package io.plumbline.cli.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The atlas's page in a real browser, from a file. */
@TestInstance(Lifecycle.PER_CLASS)
class AtlasPageBrowserTest {
    private Optional<Chromium> started = Optional.empty();
    private URI single = URI.create("about:blank");
    private URI both = URI.create("about:blank");

    @BeforeAll
    void writeThePagesAndStartABrowser(@TempDir Path folder) throws Exception {
        Optional<Path> program = Chromium.program();
        assumeTrue(program.isPresent(), "no chromium on the PATH; see QUARANTINES.md");
        single = Files.writeString(folder.resolve("atlas.html"), AtlasPage.write(AtlasPageTest.detailed()))
                .toUri();
        both = Files.writeString(
                        folder.resolve("two.html"), AtlasPage.compare(AtlasPageTest.SHIPPED, AtlasPageTest.detailed()))
                .toUri();
        started = Optional.of(Chromium.start(program.orElseThrow(), folder.resolve("profile")));
    }

    @AfterAll
    void closeTheBrowser() throws InterruptedException {
        if (started.isPresent()) {
            started.get().close();
        }
    }

    private Chromium open(URI page) {
        Chromium browser = started.orElseThrow();
        browser.open(page);
        // a click must not aim while the page still scrolls
        browser.eval("document.documentElement.style.scrollBehavior = 'auto'");
        return browser;
    }

    private static void assertQuiet(Chromium browser, URI page) {
        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.requests()).allMatch(url -> url.startsWith(page.toString()));
        assertThat(browser.eval("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                        .asInt())
                .isLessThanOrEqualTo(0);
    }

    @Test
    void aMapIsDrawnAndACellLeadsToItsHead() {
        Chromium browser = open(single);
        assertThat(browser.eval("[...document.querySelectorAll('svg.heat')]"
                                + ".filter(s => s.getBoundingClientRect().width > 300).length")
                        .asInt())
                .isEqualTo(3);
        // a good head is darker than a poor one
        String opacity = "Number(document.querySelector('#score-copy ~ figure %s').getAttribute('fill-opacity'))";
        assertThat(browser.eval(opacity.formatted("a[href=\"#head-17-3\"] rect"))
                        .asDouble())
                .isGreaterThan(browser.eval(opacity.formatted("svg > rect:last-of-type"))
                        .asDouble());
        browser.click("#score-copy ~ figure a[href=\"#head-17-3\"] rect");
        assertThat(browser.eval("location.hash").asText()).isEqualTo("#head-17-3");
        assertThat(browser.text("#head-17-3")).contains("By itself it writes", " lamps", "75 % of rows");
        assertThat(browser.eval("document.querySelector('#head-17-3 polyline').getBoundingClientRect().width")
                        .asInt())
                .isGreaterThan(100);
        assertQuiet(browser, single);
    }

    @Test
    void hostileTokensAreTextOnly() {
        Chromium browser = open(single);
        assertThat(browser.eval("document.title").asText()).startsWith("Head atlas of");
        assertThat(browser.eval("document.querySelectorAll('img, script, iframe').length")
                        .asInt())
                .isZero();
        assertThat(browser.text("#head-17-3 .tokens")).contains("onerror");
    }

    @Test
    void twoAtlasesAreComparedOnOnePage() {
        Chromium browser = open(both);
        assertThat(browser.eval("document.querySelectorAll('svg.heat').length").asInt())
                .isEqualTo(6);
        assertThat(browser.text("#agreement")).contains("copy1.00013 of 13");
        assertQuiet(browser, both);
    }
}
