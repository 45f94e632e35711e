package io.plumbline.embeddedkafka;

import io.plumbline.schemas.TopicSpec;
import io.plumbline.schemas.Topics;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.security.plain.PlainLoginModule;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One real broker in this process: any Kafka client can attach. The topics of {@link Topics} exist once {@link
 * Builder#start} returns; topics are never made by use. Records live in the data directory and survive restarts.
 *
 * <p>{@link #close} shuts down cleanly (the directory then holds {@code .kafka_cleanshutdown} and the next start need not
 * recover). The broker installs no shutdown hook: order matters at shutdown, so the owner closes it, after its clients,
 * for example by {@code Runtime.getRuntime().addShutdownHook(new Thread(kafka::close))}.
 */
public final class EmbeddedKafka implements AutoCloseable {
    /** Kafka's usual port. */
    public static final int DEFAULT_PORT = 9092;

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);
    private static final Duration TOPICS_TIMEOUT = Duration.ofSeconds(60);
    private static final int NODE_ID = 1;
    private static final int FREE_PORT_ATTEMPTS = 3;
    private static final String FORWARDED = "FORWARDED";
    private static final String SECURED = "SECURED";

    private final KafkaRaftServer server;
    private final String host;
    private final int port;
    private final Path dataDirectory;
    private final boolean temporary;
    private final DirectoryLock lock;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedKafka(
            KafkaRaftServer server, String host, int port, Path dataDirectory, boolean temporary, DirectoryLock lock) {
        this.server = server;
        this.host = host;
        this.port = port;
        this.dataDirectory = dataDirectory;
        this.temporary = temporary;
        this.lock = lock;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** {@code host:port} for clients. */
    public String bootstrapServers() {
        return host + ":" + port;
    }

    public int port() {
        return port;
    }

    public Path dataDirectory() {
        return dataDirectory;
    }

    /** Shuts down cleanly; a temporary data directory is deleted. Later calls do nothing. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        server.shutdown();
        server.awaitShutdown();
        lock.close();
        if (temporary) {
            deleteTree(dataDirectory);
        }
    }

    /**
     * A second way in, for clients behind somebody in between, such as a proxy that makes faults.
     *
     * @param listenPort where the broker listens for the one in between
     * @param advertisedPort where that one listens for clients
     */
    public record Forwarded(int listenPort, int advertisedPort) {}

    /**
     * One more way in, with TLS (SASL_SSL) and for one user with a password (mechanism PLAIN).
     *
     * @param port where the broker listens for it
     * @param keyStore PKCS12 with the broker's key and certificate
     * @param keyStorePassword of the store and of the key
     * @param user who may come in
     * @param password of the user
     */
    public record Secured(int port, Path keyStore, String keyStorePassword, String user, String password) {}

    /**
     * Runs a broker until the process is asked to end: {@code EmbeddedKafka [data directory [port [listen port, advertised
     * port]]]}, the last two as in {@link Forwarded}. The process is the broker's own: unlike in somebody else's, it ends when the
     * broker cannot go on, for example because its disk is full.
     */
    public static void main(String[] args) throws InterruptedException {
        Builder builder = builder().dataDirectory(Path.of(args.length > 0 ? args[0] : "kafka-data"));
        builder.port(args.length > 1 ? Integer.parseInt(args[1]) : DEFAULT_PORT);
        if (args.length > 3) {
            builder.forwarded(new Forwarded(Integer.parseInt(args[2]), Integer.parseInt(args[3])));
        }
        EmbeddedKafka kafka = builder.start();
        Exit.resetExitProcedure();
        Exit.resetHaltProcedure();
        CountDownLatch done = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            kafka.close();
                            done.countDown();
                        },
                        "kafka-shutdown"));
        System.out.println("Kafka is ready on " + kafka.bootstrapServers());
        done.await();
    }

    private static void deleteTree(Path root) {
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            LOG.warn("could not delete the temporary directory {}", root, e);
        }
    }

    /** Settings of a broker; every one has a default. */
    public static final class Builder {
        private Optional<Path> dataDirectory = Optional.empty();
        private int port = DEFAULT_PORT;
        private String host = "127.0.0.1";
        private Collection<TopicSpec> topics = Topics.all();
        private Optional<Forwarded> forwarded = Optional.empty();
        private Optional<Secured> secured = Optional.empty();
        private Duration sessionTimeoutMin = Duration.ofSeconds(1);
        private boolean quiet = true;

        private Builder() {}

        /** Where records live; made if absent. Without it a temporary directory, deleted by {@link #close}. */
        public Builder dataDirectory(Path directory) {
            dataDirectory = Optional.of(directory);
            return this;
        }

        /** Port for clients; 0 takes a free one. */
        public Builder port(int newPort) {
            port = newPort;
            return this;
        }

        /**
         * Address to listen on and to tell clients; loopback by default. There is neither encryption nor authentication but on
         * the {@link #secured} way: another address opens the broker to that network.
         */
        public Builder host(String newHost) {
            host = newHost;
            return this;
        }

        /** A second way in; none by default. */
        public Builder forwarded(Forwarded way) {
            forwarded = Optional.of(way);
            return this;
        }

        /** A way in with TLS and a password, beside the open one; none by default. */
        public Builder secured(Secured way) {
            secured = Optional.of(way);
            return this;
        }

        /** Topics to make; those of {@link Topics} by default. */
        public Builder topics(Collection<TopicSpec> newTopics) {
            topics = List.copyOf(newTopics);
            return this;
        }

        /** Shortest session timeout a consumer may ask for; the shorter, the sooner a dead one's work moves on. */
        public Builder sessionTimeoutMin(Duration timeout) {
            sessionTimeoutMin = timeout;
            return this;
        }

        /** Keeps the broker's informative messages although logging is not configured otherwise. */
        public Builder verbose() {
            quiet = false;
            return this;
        }

        /**
         * Starts the broker and makes the topics; returns once both are ready.
         *
         * @throws BrokerException if the port is taken, the directory is in use or not writable, or the broker fails
         */
        public EmbeddedKafka start() {
            if (quiet) {
                BrokerLogging.quiet();
            }
            Path directory = directory();
            DirectoryLock lock = DirectoryLock.take(directory);
            EmbeddedKafka kafka = startBroker(directory, lock);
            try {
                TopicCreator.ensure(kafka.bootstrapServers(), topics, 1, TOPICS_TIMEOUT);
                return kafka;
            } catch (RuntimeException e) {
                kafka.close();
                throw e;
            }
        }

        private EmbeddedKafka startBroker(Path directory, DirectoryLock lock) {
            int attempts = port == 0 ? FREE_PORT_ATTEMPTS : 1;
            for (int attempt = 1; ; attempt++) {
                KafkaRaftServer server = null;
                try {
                    int clientPort = freePort(port);
                    // a broker in somebody's process must not end that process
                    Exit.setExitProcedure(Builder::refuseExit);
                    Exit.setHaltProcedure(Builder::refuseExit);
                    format(directory);
                    server = new KafkaRaftServer(
                            new KafkaConfig(config(directory, clientPort, freePort(0)), false), Time.SYSTEM);
                    server.startup();
                    return new EmbeddedKafka(server, host, clientPort, directory, dataDirectory.isEmpty(), lock);
                } catch (Exception e) {
                    if (server != null) {
                        server.shutdown();
                    }
                    if (attempt == attempts) {
                        lock.close();
                        throw e instanceof BrokerException known ? known : notStarted(directory, e);
                    }
                }
            }
        }

        private BrokerException notStarted(Path directory, Exception cause) {
            return new BrokerException(
                    "the broker did not start on " + host + ":" + port + " with data in " + directory + ": "
                            + cause.getMessage(),
                    cause);
        }

        private static void refuseExit(int status, String message) {
            throw new BrokerException("the broker wanted to end the process (status " + status + "): " + message);
        }

        private Path directory() {
            try {
                return dataDirectory.isPresent()
                        ? Files.createDirectories(dataDirectory.get().toAbsolutePath())
                        : Files.createTempDirectory("plumbline-kafka");
            } catch (IOException e) {
                throw new BrokerException(
                        "the data directory "
                                + dataDirectory.map(Path::toString).orElse("in the temporary directory")
                                + " cannot be made; name a writable one",
                        e);
            }
        }

        /** The port itself, or a free one for 0; fails while it is cheap to say what is wrong. */
        private int freePort(int wanted) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getByName(host), wanted));
                return socket.getLocalPort();
            } catch (IOException e) {
                throw new BrokerException(
                        "port " + wanted + " on " + host + " is in use; stop what listens there or choose another port",
                        e);
            }
        }

        private static void format(Path directory) throws Exception {
            if (Files.exists(directory.resolve("meta.properties"))) {
                return;
            }
            new Formatter()
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(NODE_ID)
                    .addDirectory(directory.toString())
                    .setMetadataLogDirectory(directory.toString())
                    .setControllerListenerName("CONTROLLER")
                    .setIgnoreFormatted(true)
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .run();
        }

        private Map<String, String> config(Path directory, int clientPort, int controllerPort) {
            Map<String, String> config = new HashMap<>();
            String clients = "PLAINTEXT://" + host + ":" + clientPort;
            config.put("process.roles", "broker,controller");
            config.put("node.id", Integer.toString(NODE_ID));
            config.put("controller.quorum.voters", NODE_ID + "@" + host + ":" + controllerPort);
            String also = secured.map(way -> "," + SECURED + "://" + host + ":" + way.port())
                    .orElse("");
            String behind = "," + FORWARDED + "://" + host + ":";
            config.put(
                    "listeners",
                    clients + ",CONTROLLER://" + host + ":" + controllerPort + also
                            + forwarded.map(way -> behind + way.listenPort()).orElse(""));
            config.put(
                    "advertised.listeners",
                    clients
                            + also
                            + forwarded
                                    .map(way -> behind + way.advertisedPort())
                                    .orElse(""));
            config.put(
                    "listener.security.protocol.map",
                    "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT," + FORWARDED + ":PLAINTEXT," + SECURED + ":SASL_SSL");
            secured.ifPresent(way -> secure(config, way));
            config.put("inter.broker.listener.name", "PLAINTEXT");
            config.put("controller.listener.names", "CONTROLLER");
            config.put("log.dirs", directory.toString());
            config.put("auto.create.topics.enable", "false");
            config.put("message.max.bytes", Integer.toString(Topics.DLQ_BYTES_MAX));
            config.put("replica.fetch.max.bytes", Integer.toString(Topics.DLQ_BYTES_MAX));
            // one node: one copy of everything, and few partitions of what Kafka keeps for itself
            for (String topic : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
                config.put(topic + ".replication.factor", "1");
                config.put(topic + ".num.partitions", "4");
            }
            config.put("transaction.state.log.min.isr", "1");
            config.put("share.coordinator.state.topic.min.isr", "1");
            // consumers get their partitions at once
            config.put("group.initial.rebalance.delay.ms", "0");
            config.put("group.min.session.timeout.ms", Long.toString(sessionTimeoutMin.toMillis()));
            // small where the default is for a machine of its own: 128 MiB for the cleaner, eight threads for requests
            config.put("log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20));
            config.put("num.network.threads", "2");
            config.put("num.io.threads", "4");
            config.put("log.retention.bytes", Long.toString(1L << 30));
            return config;
        }

        private static void secure(Map<String, String> config, Secured way) {
            String listener = "listener.name." + SECURED.toLowerCase(Locale.ROOT) + ".";
            config.put(listener + "ssl.keystore.type", "PKCS12");
            config.put(listener + "ssl.keystore.location", way.keyStore().toString());
            config.put(listener + "ssl.keystore.password", way.keyStorePassword());
            config.put(listener + "sasl.enabled.mechanisms", "PLAIN");
            config.put(
                    listener + "plain.sasl.jaas.config",
                    PlainLoginModule.class.getName() + " required user_" + way.user() + "=\"" + way.password() + "\";");
        }
    }
}
