package io.plumbline.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.evaluation.run.Synthetic;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report in a real browser: drawn, nothing wider than the page, dark where the reader's system is. */
final class ReportInBrowserTest {
    private static final int PATIENCE_SECONDS = 120;
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");
    /** Loads the report beside it at two widths and writes down what the browser made of it. */
    private static final String PROBE = """
            <!DOCTYPE html><meta charset="utf-8"><pre id="result"></pre><script>
            const found = {};
            let left = 2;
            for (const width of [1280, 400]) {
              const frame = document.createElement('iframe');
              frame.style.cssText = 'border:0;height:900px;width:' + width + 'px';
              frame.src = 'report.html';
              frame.onload = () => {
                const page = frame.contentDocument;
                const box = s => [...page.querySelectorAll(s)].map(e => e.getBoundingClientRect());
                found['w' + width] = {
                  overflow: page.documentElement.scrollWidth - page.documentElement.clientWidth,
                  pictures: box('svg[role=img]').length,
                  drawn: box('svg[role=img]').filter(b => b.width > 200 && b.height > 100).length,
                  curves: box('polyline.curve').filter(b => b.width > 10).length,
                  background: frame.contentWindow.getComputedStyle(page.body).backgroundColor,
                  requests: frame.contentWindow.performance.getEntriesByType('resource').length
                };
                if (--left === 0) document.getElementById('result').textContent = JSON.stringify(found);
              };
              document.body.appendChild(frame);
            }
            </script>
            """;

    private final Path directory;

    ReportInBrowserTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private static Optional<Path> browser() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private String run(Path browser, String... options) throws IOException, InterruptedException {
        Path output = directory.resolve("output.txt");
        List<String> command = Stream.concat(
                        Stream.of(
                                browser.toString(),
                                "--headless",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync",
                                "--hide-scrollbars",
                                "--allow-file-access-from-files",
                                "--user-data-dir=" + directory.resolve("profile")),
                        Arrays.stream(options))
                .toList();
        Process process = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(output, StandardCharsets.UTF_8);
    }

    private JsonNode probe(Path browser, String... options) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(options));
        all.add("--virtual-time-budget=10000");
        all.add("--dump-dom");
        all.add(directory.resolve("probe.html").toUri().toString());
        String dom = run(browser, all.toArray(String[]::new));
        Matcher result = Pattern.compile("<pre id=\"result\">(.*?)</pre>").matcher(dom);
        assertThat(result.find()).as(dom).isTrue();
        return new ObjectMapper().readTree(result.group(1));
    }

    @Test
    void isDrawnAtEveryWidthInLightAndDark() throws Exception {
        Optional<Path> browser = browser();
        assumeTrue(browser.isPresent(), "no Chromium on the path: " + NAMES);
        ReportFiles.write(Synthetic.report(30), directory);
        Files.writeString(directory.resolve("probe.html"), PROBE);
        JsonNode light = probe(browser.get());
        for (String width : List.of("w1280", "w400")) {
            JsonNode seen = light.get(width);
            assertThat(seen.get("overflow").asInt()).as(width).isLessThanOrEqualTo(0);
            // an overview, and for three sets and all pooled: estimates, two curves, three reliability plots
            assertThat(seen.get("pictures").asInt()).isEqualTo(1 + 4 * 6);
            assertThat(seen.get("drawn").asInt()).isEqualTo(seen.get("pictures").asInt());
            assertThat(seen.get("curves").asInt()).isGreaterThan(4 * 2 * 8 - 1);
            assertThat(seen.get("requests").asInt()).isZero();
        }
        assertThat(light.get("w1280").get("background").asText()).isEqualTo("rgb(255, 255, 255)");
        JsonNode dark = probe(browser.get(), "--blink-settings=preferredColorScheme=0");
        assertThat(dark.get("w1280").get("background").asText()).isEqualTo("rgb(15, 20, 25)");
        Path picture = directory.resolve("report.png");
        run(
                browser.get(),
                "--window-size=1280,2000",
                "--screenshot=" + picture,
                directory.resolve(ReportFiles.HTML).toUri().toString());
        BufferedImage image = ImageIO.read(picture.toFile());
        assertThat(image.getWidth()).isEqualTo(1280);
        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        long colours = Arrays.stream(pixels).distinct().count();
        assertThat(colours).as("distinct colours of the screenshot").isGreaterThan(50);
    }
}
