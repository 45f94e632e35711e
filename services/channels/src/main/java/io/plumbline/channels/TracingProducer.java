package io.plumbline.channels;

import io.plumbline.stages.tracing.Tracing;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/** The one {@link Tracing} of a service, or of all services in one process. */
@ApplicationScoped
public class TracingProducer {
    private static final Logger LOG = Logger.getLogger(TracingProducer.class);
    private static final String PREFIX = "otel.";
    private static final String NAME = "quarkus.application.name";

    @Produces
    @Singleton
    Tracing open(Config config) {
        Map<String, String> settings = new HashMap<>();
        for (String name : config.getPropertyNames()) {
            if (name.startsWith(PREFIX)) {
                config.getOptionalValue(name, String.class).ifPresent(value -> settings.put(name, value));
            }
        }
        return Tracing.open(config.getOptionalValue(NAME, String.class).orElse("plumbline"), settings);
    }

    /** Here and not with the first record: a wrong setting ends the start. */
    void start(@Observes StartupEvent event, Tracing tracing) {
        LOG.debugf("tracing is %s", tracing.on() ? "on" : "off");
    }

    void close(@Disposes Tracing tracing) {
        tracing.close();
    }
}
