package io.plumbline.model.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.model.TokenIds;
import io.plumbline.model.tokenizer.TokenizerMetadata.TokenType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The committed fixtures, the shared ones where there are any, and the default model's file. */
final class Fixtures {

    private Fixtures() {}

    static JsonNode resource(String name) {
        try (InputStream in = Fixtures.class.getResourceAsStream("/tokenizer/" + name)) {
            return TokenizerDefinition.MAPPER.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode read(Path file) {
        try {
            return TokenizerDefinition.MAPPER.readTree(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The small vocabulary of small-bpe.json under the named pre-tokenizer. */
    static TokenizerMetadata small(String pre, boolean addBos) {
        JsonNode small = resource("small-bpe.json");
        return new TokenizerMetadata(
                "gpt2",
                pre,
                texts(small.path("tokens")),
                elements(small.path("types"))
                        .map(type -> TokenType.ofGguf(type.asInt()))
                        .toList(),
                texts(small.path("merges")),
                addBos,
                OptionalInt.of(1),
                OptionalInt.of(2),
                OptionalInt.of(0),
                OptionalInt.of(2),
                Optional.empty());
    }

    static List<String> texts(JsonNode array) {
        return elements(array).map(JsonNode::asText).toList();
    }

    static TokenIds ids(JsonNode array) {
        return TokenIds.of(elements(array).mapToInt(JsonNode::asInt).toArray());
    }

    static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    /** The reference data shipped with the test kit. */
    static Path shipped() {
        return Path.of(System.getProperty("plumbline.root.dir", ""))
                .resolve("detector/model-testkit/src/main/resources/fixtures/redeep");
    }

    /** Those of the folder's {@code NN.input.json} that hold their text. */
    static List<JsonNode> inputs(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".input.json"))
                    .sorted()
                    .map(Fixtures::read)
                    .filter(input -> input.has("text"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Optional<Path> shared() {
        String shared = System.getProperty("plumbline.shared.dir", "");
        return shared.isEmpty()
                ? Optional.empty()
                : Optional.of(Path.of(shared, "fixtures", "redeep")).filter(Files::isDirectory);
    }
}
