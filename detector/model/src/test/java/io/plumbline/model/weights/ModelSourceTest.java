package io.plumbline.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelSourceTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path home;

    @Test
    void shouldParseEveryKind() {
        String hash = "a".repeat(64);
        assertThat(ModelSource.parse("default")).isSameAs(ModelSource.DEFAULT);
        assertThat(ModelSource.parse("/models/x.gguf")).isEqualTo(new ModelSource.Local(Path.of("/models/x.gguf")));
        assertThat(ModelSource.parse("file:x@y.gguf")).isEqualTo(new ModelSource.Local(Path.of("x@y.gguf")));
        assertThat(ModelSource.parse("file:///x.gguf")).isEqualTo(new ModelSource.Local(Path.of("/x.gguf")));
        assertThat(ModelSource.parse("hf:org/name"))
                .isEqualTo(new ModelSource.Hub("org/name", "main", Optional.empty(), Optional.empty()));
        assertThat(ModelSource.parse("hf:org/name@v1.0/sub/x.gguf#sha256=" + hash))
                .isEqualTo(new ModelSource.Hub("org/name", "v1.0", Optional.of("sub/x.gguf"), Optional.of(hash)));
        assertThat(ModelSource.parse("pypi:a-b==1.2!/a_b/x.gguf"))
                .isEqualTo(new ModelSource.PackageMember("a-b", "1.2", "a_b/x.gguf", Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "file:",
                "hf:org",
                "hf:org/../x",
                "hf:../name",
                "hf:org/name/../../etc/passwd",
                "hf:org/name@../x",
                "hf:org/name#sha256=" + "abc",
                "hf:org/na me",
                "pypi:x",
                "pypi:x==1!/../y",
                "pypi:--index-url==1!/y",
                "pypi:x==1!/y#sha256=zz"
            })
    void shouldRefuseWhatNamesNoModel(String text) {
        assertThatThrownBy(() -> ModelSource.parse(text))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
                .hasMessageContaining(ModelSource.SYNTAX);
    }

    @Test
    void shouldFindTheCacheDirectoryByPrecedence() {
        Map<String, String> all = Map.of("PLUMBLINE_CACHE", "/b", "XDG_CACHE_HOME", "/c");
        assertThat(cache(Map.of("plumbline.cache.dir", "/a"), all)).isEqualTo(Path.of("/a"));
        assertThat(cache(Map.of(), all)).isEqualTo(Path.of("/b"));
        assertThat(cache(Map.of(), Map.of("XDG_CACHE_HOME", "/c"))).isEqualTo(Path.of("/c/plumbline"));
        assertThat(cache(Map.of(), Map.of())).isEqualTo(home.resolve(".cache/plumbline"));
    }

    @Test
    void shouldKnowTheOfflineSwitch() {
        assertThat(settings(Map.of(), Map.of()).offline()).isFalse();
        assertThat(settings(Map.of("plumbline.offline", "true"), Map.of()).offline())
                .isTrue();
        assertThat(settings(Map.of(), Map.of("PLUMBLINE_OFFLINE", "1")).offline())
                .isTrue();
        assertThat(settings(Map.of(), Map.of("PLUMBLINE_OFFLINE", "0")).offline())
                .isFalse();
    }

    @Test
    void shouldTakeTheIndexFromTheEnvironmentBeforePipsFiles() throws IOException {
        Path file = home.resolve(".config/pip/pip.conf");
        Files.createDirectories(home.resolve(".config/pip"));
        Files.writeString(
                file, "[install]\nindex-url = http://no.test/\n[global]\n# x\nindex-url = https://in.test/s\n");
        assertThat(settings(Map.of(), Map.of()).packageIndex()).contains(URI.create("https://in.test/s"));
        assertThat(settings(Map.of(), Map.of("PIP_INDEX_URL", "https://env.test/simple"))
                        .packageIndex())
                .contains(URI.create("https://env.test/simple"));
        assertThat(settings(Map.of(), Map.of("PIP_INDEX_URL", "file:/x")).packageIndex())
                .isEmpty();
    }

    private Path cache(Map<String, String> properties, Map<String, String> environment) {
        return settings(properties, environment).cacheDirectory();
    }

    private FetchSettings settings(Map<String, String> properties, Map<String, String> environment) {
        Function<String, Optional<String>> lookup = name ->
                name.equals("user.home") ? Optional.of(home.toString()) : Optional.ofNullable(properties.get(name));
        return FetchSettings.from(lookup, environment);
    }
}
