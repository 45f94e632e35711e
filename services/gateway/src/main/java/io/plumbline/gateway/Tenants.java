package io.plumbline.gateway;

import io.plumbline.schemas.Source;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Optional;

/** Whose request it is. The body never says: a tenant is who the caller is, not who it claims to be. */
@ApplicationScoped
public class Tenants {
    private final Optional<String> header;
    private final ApiKeys keys;

    public Tenants(GatewayConfig config, ApiKeys keys) {
        header = config.tenantHeader();
        this.keys = keys;
    }

    /**
     * The tenant of the caller's key; without keys the one that the configured header names.
     *
     * @throws ProblemException if a key is needed and there is none, or the header's value is no tenant
     */
    String of(HttpHeaders headers) {
        if (keys.required()) {
            return valid(keys.caller(headers)
                    .map(GatewayConfig.ApiKey::tenant)
                    .orElseThrow(ProblemException::unauthenticated));
        }
        return valid(header.map(headers::getHeaderString).orElse(Source.DEFAULT_TENANT));
    }

    private static String valid(String tenant) {
        try {
            return new Source(Optional.empty(), Optional.of(tenant)).tenant().orElse(tenant);
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid("the tenant: " + e.getMessage());
        }
    }
}
