package io.plumbline.embeddedkafka;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A broker logs hundreds of lines at start; nobody who did not ask for them wants them. */
final class BrokerLogging {
    /** Held so that the levels are not collected with their loggers. */
    private static final List<Logger> LOGGERS =
            List.of(Logger.getLogger("org.apache.kafka"), Logger.getLogger("kafka"), Logger.getLogger("state.change"));

    /** Warns at every start that a controller becomes active. */
    private static final Logger ACTIVATION = Logger.getLogger("org.apache.kafka.controller.QuorumController");

    private BrokerLogging() {}

    /** Warnings and worse only, where {@code java.util.logging} (or JBoss's) is in charge and nothing is set yet. */
    static void quiet() {
        for (Logger logger : LOGGERS) {
            if (logger.getLevel() == null) {
                logger.setLevel(Level.WARNING);
            }
        }
        if (ACTIVATION.getLevel() == null) {
            ACTIVATION.setLevel(Level.SEVERE);
        }
    }
}
