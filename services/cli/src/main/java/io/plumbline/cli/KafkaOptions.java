package io.plumbline.cli;

import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
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

    @Mixin
    private ClientConfigOption clientConfig = new ClientConfigOption();

    Map<String, Object> client() {
        Map<String, Object> client = clientConfig.read();
        bootstrapServer.ifPresent(server -> client.put("bootstrap.servers", server));
        client.putIfAbsent("bootstrap.servers", OF_UP);
        return client;
    }
}
