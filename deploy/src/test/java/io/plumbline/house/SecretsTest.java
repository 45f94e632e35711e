package io.plumbline.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.watch.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/** No key, token or password lies in a file or in the history: what was pushed once is known. */
final class SecretsTest {
    private static Tool.Run scan(Path repository) throws IOException, InterruptedException {
        Path rules = Repository.here().root().resolve(".github/gitleaks.toml");
        return Tool.find("gitleaks")
                .run(
                        "git",
                        repository.toString(),
                        "--no-banner",
                        "--no-color",
                        "--redact",
                        "--verbose",
                        "-c",
                        rules.toString());
    }

    @Test
    void theHistoryHoldsNone() throws Exception {
        Path root = Repository.here().root();
        if (!Files.exists(root.resolve(".git"))) {
            throw new TestAbortedException("no git clone; QUARANTINES.md says when it is not skipped");
        }
        Tool.Run run = scan(root);
        assertThat(run.code()).as(run.output()).isZero();
        assertThat(run.output()).contains("no leaks found");
    }

    @Test
    void oneThatIsThereIsFound(@TempDir Path repository) throws Exception {
        Tool git = Tool.find("git");
        // made here, so that the scan of this repository does not find it
        String token = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a";
        Files.writeString(repository.resolve("settings.txt"), "token = \"" + token + "\"\n");
        String at = repository.toString();
        git.run("-C", at, "init", "--quiet");
        git.run("-C", at, "add", ".");
        git.run("-C", at, "-c", "user.name=test", "-c", "user.email=test@example.org", "commit", "--quiet", "-m", "x");
        Tool.Run run = scan(repository);
        assertThat(run.code()).as(run.output()).isNotZero();
        assertThat(run.output()).contains("github-pat").doesNotContain(token);
    }
}
