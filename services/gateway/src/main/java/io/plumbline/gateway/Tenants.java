package io.plumbline.gateway;

import io.plumbline.schemas.Source;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Optional;

/** Whose request it is. The body never says: a tenant is who the caller is, not who it claims to be. */
@ApplicationScoped
public class Tenants {
    private final Optional<String> header;

    public Tenants(GatewayConfig config) {
        header = config.tenantHeader();
    }

    /** @throws ProblemException if the header's value is no tenant */
    String of(HttpHeaders headers) {
        String tenant = header.map(headers::getHeaderString).orElse(Source.DEFAULT_TENANT);
        try {
            return new Source(Optional.empty(), Optional.of(tenant)).tenant().orElse(tenant);
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid("the tenant header: " + e.getMessage());
        }
    }
}
