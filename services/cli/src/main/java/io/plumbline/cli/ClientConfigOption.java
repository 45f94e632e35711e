package io.plumbline.cli;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import picocli.CommandLine.Option;

/** Settings of Kafka's client that the user brings. */
final class ClientConfigOption {
    @Option(
            names = "--client-config",
            paramLabel = "FILE",
            description = "properties of Kafka's client, for example for TLS and SASL")
    private Optional<Path> file = Optional.empty();

    /** What the file says; empty without one. */
    Map<String, Object> read() {
        Properties properties = new Properties();
        file.ifPresent(path -> {
            try (Reader reader = Files.newBufferedReader(path)) {
                properties.load(reader);
            } catch (IOException e) {
                throw new PlumblineException(ErrorCode.INVALID_INPUT, "cannot read " + path, e);
            }
        });
        Map<String, Object> client = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> client.put(name, properties.getProperty(name)));
        return client;
    }
}
