package io.plumbline.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Prometheus' own tools on our rules and configurations. */
final class PromtoolTest {
    @Test
    void theRulesAreRules() throws Exception {
        passes("promtool", "check", "rules", RuleFile.RECORDING, RuleFile.ALERTS);
    }

    @Test
    void everyAlertFiresWhenItShouldAndOnlyThen() throws Exception {
        passes("promtool", "test", "rules", RuleFile.UNIT_TESTS.get(0), RuleFile.UNIT_TESTS.get(1));
    }

    @Test
    void theExampleConfigurationsAreRead() throws Exception {
        passes("promtool", "check", "config", RuleFile.DIRECTORY.resolve("prometheus.yml"));
        passes("amtool", "check-config", RuleFile.DIRECTORY.resolve("alertmanager.yml"));
    }

    private static void passes(String tool, Object... arguments) throws Exception {
        String[] texts = new String[arguments.length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = arguments[i] instanceof Path path ? path.toString() : (String) arguments[i];
        }
        Tool.Run run = Tool.find(tool).run(texts);
        assertThat(run.code()).as(run.output()).isZero();
    }
}
