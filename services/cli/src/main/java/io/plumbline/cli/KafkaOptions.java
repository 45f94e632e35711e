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
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** How to reach the brokers. */
final class KafkaOptions {
    private static final String OF_UP = "127.0.0.1:19092";

    @Option(
            names = "--bootstrap-server",
            paramLabel = "HOST:PORT",
            description = "a broker (default: bootstrap.servers in --client-config, else " + OF_UP
                    + ", that of plumbline up)")
    private Optional<String> bootstrapServer = Optional.empty();

    @Option(
            names = "--client-config",
            paramLabel = "FILE",
            description = "properties of Kafka's client, for example for TLS and SASL")
    private Optional<Path> clientConfig = Optional.empty();

    Map<String, Object> client() {
        Map<String, Object> client = new HashMap<>();
        clientConfig.map(KafkaOptions::read).ifPresent(client::putAll);
        bootstrapServer.ifPresent(server -> client.put("bootstrap.servers", server));
        client.putIfAbsent("bootstrap.servers", OF_UP);
        return client;
    }

    /** A file of properties of Kafka's client. */
    static Map<String, String> read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new PlumblineException(ErrorCode.INVALID_INPUT, "cannot read " + file, e);
        }
        return properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(name -> name, properties::getProperty));
    }
}
