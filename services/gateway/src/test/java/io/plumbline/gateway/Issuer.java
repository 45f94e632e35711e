package io.plumbline.gateway;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/** An issuer of tokens: an HTTP server with the public half of one key, which changes when asked. */
public final class Issuer implements QuarkusTestResourceLifecycleManager {
    static final String NAME = "https://issuer.example";
    static final String AUDIENCE = "plumbline";

    private static final AtomicInteger SERIAL = new AtomicInteger();
    private static volatile PublicJsonWebKey key = newKey();

    private final HttpServer server;

    public Issuer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/keys", exchange -> {
            byte[] body = new JsonWebKeySet(key)
                    .toJson(OutputControlLevel.PUBLIC_ONLY)
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    @Override
    public Map<String, String> start() {
        server.start();
        return Map.of(
                "plumbline.gateway.jwt.jwks",
                "http://127.0.0.1:" + server.getAddress().getPort() + "/keys",
                "plumbline.gateway.jwt.issuer",
                NAME,
                "plumbline.gateway.jwt.audience",
                AUDIENCE,
                "plumbline.gateway.jwt.tenant-claim",
                "realm.tenant");
    }

    @Override
    public void stop() {
        server.stop(0);
    }

    static PublicJsonWebKey key() {
        return key;
    }

    static void rotate() {
        key = newKey();
    }

    /** Good for ten minutes. */
    static JwtClaims claims(String tenant) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(NAME);
        claims.setAudience(AUDIENCE);
        claims.setExpirationTimeMinutesInTheFuture(10);
        claims.setClaim("realm", Map.of("tenant", tenant));
        return claims;
    }

    static String token(JwtClaims claims, PublicJsonWebKey signedWith) {
        JsonWebSignature token = new JsonWebSignature();
        token.setPayload(claims.toJson());
        token.setKey(signedWith.getPrivateKey());
        token.setKeyIdHeaderValue(signedWith.getKeyId());
        token.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
        return serialized(token);
    }

    static String serialized(JsonWebSignature token) {
        try {
            return token.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    static PublicJsonWebKey newKey() {
        try {
            PublicJsonWebKey made = EcJwkGenerator.generateJwk(EllipticCurves.P256);
            made.setKeyId("key-" + SERIAL.incrementAndGet());
            return made;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }
}
