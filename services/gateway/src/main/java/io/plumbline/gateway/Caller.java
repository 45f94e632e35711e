package io.plumbline.gateway;

import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;

/** Who sent the request at hand, once {@link CallerFilter} has found out. */
@RequestScoped
public class Caller {
    private Optional<String> tenant = Optional.empty();

    /** The tenant that the caller's credential stands for; empty where none was asked for. */
    Optional<String> tenant() {
        return tenant;
    }

    void isOf(String newTenant) {
        tenant = Optional.of(newTenant);
    }
}
