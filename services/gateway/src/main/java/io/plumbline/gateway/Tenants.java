package io.plumbline.gateway;

import io.plumbline.schemas.Source;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Optional;

/** Whose request it is. The body never says: a tenant is who the caller is, not who it claims to be. */
@ApplicationScoped
public class Tenants {
    private final Optional<String> header;
    private final boolean byCredential;
    private final Caller caller;

    public Tenants(GatewayConfig config, ApiKeys keys, JwtCallers tokens, Caller caller) {
        header = config.tenantHeader();
        byCredential = keys.required() || tokens.required();
        this.caller = caller;
    }

    /**
     * The tenant of the caller's key or token; where neither is configured the one that the configured header names.
     *
     * @throws ProblemException if a credential is needed and there is none, or the header's value is no tenant
     */
    String of(HttpHeaders headers) {
        if (byCredential) {
            return valid(caller.tenant()
                    .orElseThrow(
                            () -> ProblemException.unauthenticated("the request came past the check of credentials")));
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
