package io.plumbline.channels;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import java.util.Locale;
import org.eclipse.microprofile.config.Config;

/** What a service promises about the records it writes; the one switch is the setting {@value #SETTING}. */
public enum Delivery {
    /** A verdict is never lost. After a crash it may be written twice: the same id, the same body. */
    AT_LEAST_ONCE,
    /** What a reader of committed records sees is neither lost nor twice. Costs transactions. */
    EXACTLY_ONCE;

    /** Name of the setting: {@code at-least-once} (default) or {@code exactly-once}. */
    public static final String SETTING = "plumbline.delivery";

    /** @throws PlumblineException {@code INVALID_REQUEST} if the setting is neither */
    public static Delivery of(Config config) {
        String value = config.getOptionalValue(SETTING, String.class).orElse(AT_LEAST_ONCE.setting());
        for (Delivery delivery : values()) {
            if (delivery.setting().equals(value)) {
                return delivery;
            }
        }
        throw new PlumblineException(
                ErrorCode.INVALID_REQUEST,
                SETTING + " is " + value + "; it must be " + AT_LEAST_ONCE.setting() + " or " + EXACTLY_ONCE.setting());
    }

    /** As the setting spells it. */
    public String setting() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
