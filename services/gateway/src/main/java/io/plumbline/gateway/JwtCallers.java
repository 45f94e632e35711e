package io.plumbline.gateway;

import io.plumbline.schemas.Source;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.JoseException;

/**
 * Callers with a signed token (JWT, RFC 7519) of one issuer, whose public keys are fetched when needed and again when a token names a new
 * one. Signatures with shared secrets, and unsigned tokens, are refused whatever the token says.
 */
@ApplicationScoped
public class JwtCallers {
    private static final Logger LOG = Logger.getLogger(JwtCallers.class);

    /** No token is longer; what is need not be parsed. */
    private static final int TOKEN_CHARS_MAX = 16_384;

    private static final AlgorithmConstraints PUBLIC_KEYS_ONLY = new AlgorithmConstraints(
            ConstraintType.PERMIT,
            AlgorithmIdentifiers.RSA_USING_SHA256,
            AlgorithmIdentifiers.RSA_USING_SHA384,
            AlgorithmIdentifiers.RSA_USING_SHA512,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA256,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA384,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA512,
            AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
            AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384,
            AlgorithmIdentifiers.ECDSA_USING_P521_CURVE_AND_SHA512,
            AlgorithmIdentifiers.EDDSA);

    private final Optional<JwtConsumer> consumer;
    private final String tenantClaim;

    /** @throws IllegalArgumentException if a setting is missing or the keys' file cannot be read: that ends the start */
    public JwtCallers(GatewayConfig config) {
        GatewayConfig.Jwt settings = config.jwt();
        tenantClaim = settings.tenantClaim();
        consumer = settings.jwks().map(jwks -> new JwtConsumerBuilder()
                .setVerificationKeyResolver(keys(jwks, settings))
                .setJwsAlgorithmConstraints(PUBLIC_KEYS_ONLY)
                .setExpectedIssuer(true, settings.issuer().orElseThrow(() -> missing("issuer")))
                .setExpectedAudience(
                        true,
                        settings.audience()
                                .orElseThrow(() -> missing("audience"))
                                .toArray(String[]::new))
                .setRequireExpirationTime()
                .setAllowedClockSkewInSeconds(
                        Math.toIntExact(settings.clockSkew().toSeconds()))
                .build());
    }

    private static IllegalArgumentException missing(String name) {
        return new IllegalArgumentException("plumbline.gateway.jwt." + name
                + " is needed beside plumbline.gateway.jwt.jwks: without it tokens made for others would be believed");
    }

    private static VerificationKeyResolver keys(String jwks, GatewayConfig.Jwt settings) {
        if (jwks.startsWith("https://") || jwks.startsWith("http://")) {
            HttpsJwks remote = new HttpsJwks(jwks);
            remote.setDefaultCacheDuration(settings.cached().toSeconds());
            // an issuer that is down for a while locks nobody out whose key is known
            remote.setRetainCacheOnErrorDuration(settings.cachedOnError().toSeconds());
            return new HttpsJwksVerificationKeyResolver(remote);
        }
        try {
            return new JwksVerificationKeyResolver(new JsonWebKeySet(Files.readString(Path.of(jwks))).getJsonWebKeys());
        } catch (IOException | JoseException e) {
            throw new IllegalArgumentException(
                    "plumbline.gateway.jwt.jwks is neither an http(s) address nor a file with a JSON Web Key Set: "
                            + jwks,
                    e);
        }
    }

    boolean required() {
        return consumer.isPresent();
    }

    /**
     * The tenant a token names. May fetch the issuer's keys.
     *
     * @throws ProblemException 401 if the token is not valid here, 503 if that could not be found out
     */
    String tenant(String token) {
        if (consumer.isEmpty() || token.length() > TOKEN_CHARS_MAX) {
            throw ProblemException.unauthenticated("this is no token that can be looked at here");
        }
        JwtClaims claims;
        try {
            claims = consumer.get().processToClaims(token);
        } catch (InvalidJwtException e) {
            throw refusal(e);
        }
        // claims with the name itself come first: names that are addresses hold dots
        Object claim = claims.hasClaim(tenantClaim)
                ? claims.getClaimValue(tenantClaim)
                : claims.flattenClaims().getOrDefault(tenantClaim, List.of());
        Object single = claim instanceof List<?> values && values.size() == 1 ? values.get(0) : claim;
        if (!(single instanceof String tenant)) {
            throw ProblemException.unauthenticated(
                    "the token names no tenant: one text in the claim '" + tenantClaim + "'");
        }
        try {
            return new Source(Optional.empty(), Optional.of(tenant)).tenant().orElse(tenant);
        } catch (IllegalArgumentException e) {
            throw ProblemException.unauthenticated("the token's tenant: " + e.getMessage());
        }
    }

    private static ProblemException refusal(InvalidJwtException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                LOG.warnf("the keys of tokens could not be fetched: %s", cause);
                return ProblemException.issuerUnavailable(e);
            }
        }
        // of the token itself nothing is repeated
        if (e.hasExpired()) {
            return ProblemException.unauthenticated("the token has expired; get a new one");
        }
        if (e.hasErrorCode(ErrorCodes.AUDIENCE_INVALID) || e.hasErrorCode(ErrorCodes.AUDIENCE_MISSING)) {
            return ProblemException.unauthenticated("the token is for another audience");
        }
        if (e.hasErrorCode(ErrorCodes.ISSUER_INVALID) || e.hasErrorCode(ErrorCodes.ISSUER_MISSING)) {
            return ProblemException.unauthenticated("the token is of another issuer");
        }
        return ProblemException.unauthenticated(
                "neither a key this gateway knows nor a token with a valid signature, time and issuer");
    }
}
