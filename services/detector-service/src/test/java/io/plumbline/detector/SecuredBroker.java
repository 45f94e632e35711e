package io.plumbline.detector;

import io.plumbline.embeddedkafka.EmbeddedKafka;
import io.plumbline.embeddedkafka.EmbeddedKafka.Secured;
import io.plumbline.embeddedkafka.testing.FreePort;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.security.plain.PlainLoginModule;

/**
 * A broker that the service reaches by TLS and with a password only. Keys are made by the JDK's own tool, at each start. The test's
 * clients go by the open way, whose address is {@value #OPEN}.
 */
public class SecuredBroker implements QuarkusTestResourceLifecycleManager {
    static final String OPEN = "test.kafka.open";
    static final String USER = "plumbline";
    private static final String STORE_PASSWORD = "of-the-store";
    private static final String ALIAS = "broker";

    /** The JDK keeps it, with the class loader of the application that was tested first, whose classes the next one does not know. */
    private static final String SASL_PROVIDER = "Simple SASL/PLAIN Server Provider";

    private Optional<EmbeddedKafka> kafka = Optional.empty();

    @Override
    public Map<String, String> start() {
        try {
            Path directory = Files.createTempDirectory("plumbline-tls");
            Path keys = directory.resolve("keys.p12");
            Path certificate = directory.resolve("certificate.pem");
            Path trusted = directory.resolve("trusted.p12");
            keytool(
                    keys,
                    List.of("-genkeypair", "-alias", ALIAS, "-keyalg", "EC", "-dname", "CN=a test", "-validity", "2"),
                    List.of("-ext", "SAN=ip:127.0.0.1"));
            keytool(keys, List.of("-exportcert", "-rfc", "-alias", ALIAS), List.of("-file", certificate.toString()));
            keytool(
                    trusted,
                    List.of("-importcert", "-noprompt", "-alias", ALIAS),
                    List.of("-file", certificate.toString()));
            Secured secured = new Secured(FreePort.find(), keys, STORE_PASSWORD, USER, "right");
            EmbeddedKafka started =
                    EmbeddedKafka.builder().port(0).secured(secured).start();
            kafka = Optional.of(started);
            Map<String, String> settings = new HashMap<>();
            client("127.0.0.1:" + secured.port(), trusted, secured.password())
                    .forEach((name, value) -> settings.put("kafka." + name, value));
            settings.put(OPEN, started.bootstrapServers());
            return settings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Settings as a user has them in a file. */
    static Map<String, String> client(String server, Path trusted, String password) {
        return Map.of(
                "bootstrap.servers",
                server,
                "security.protocol",
                "SASL_SSL",
                "ssl.truststore.location",
                trusted.toString(),
                "ssl.truststore.password",
                STORE_PASSWORD,
                "ssl.truststore.type",
                "PKCS12",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                PlainLoginModule.class.getName() + " required username=\"" + USER + "\" password=\"" + password
                        + "\";");
    }

    private static void keytool(Path store, List<String> what, List<String> more) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(what);
        command.addAll(more);
        command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", STORE_PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("keytool failed: " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void stop() {
        kafka.ifPresent(EmbeddedKafka::close);
        Security.removeProvider(SASL_PROVIDER);
    }
}
