package io.plumbline.loadtests.stream;

import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.schemas.Ids;
import io.plumbline.schemas.Source;
import io.plumbline.stages.ReceivedGeneration;
import io.plumbline.standalone.Sample;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What is sent: the bundled samples under new ids, with shares of what is no event, too much, or of unevenly many tenants.
 *
 * @param poison share of records that are no valid event, half of them no JSON
 * @param oversized share of records that are too much, half of them more bytes than an event may have
 * @param tenants how many; events are theirs by Zipf's law
 * @param zipf its exponent; 0 for evenly many
 * @param estimatedTokensMax longest sample that is used, by the service's own estimate
 * @param seed of kinds and tenants
 */
record Traffic(double poison, double oversized, int tenants, double zipf, long estimatedTokensMax, long seed) {
    private static final int TOO_LONG_CHARACTERS = 200_000;
    private static final int EVENT_BYTES_MAX = 1 << 20;

    Traffic {
        if (!(poison >= 0 && oversized >= 0 && poison + oversized <= 1) || tenants < 1 || !(zipf >= 0)) {
            throw new IllegalArgumentException(
                    "shares " + poison + ", " + oversized + ", " + tenants + " tenants, exponent " + zipf);
        }
    }

    /** Nothing but valid events of one tenant. */
    static Traffic plain(long estimatedTokensMax, long seed) {
        return new Traffic(0, 0, 1, 0, estimatedTokensMax, seed);
    }

    /** Makes the records. For one thread. */
    final class Maker {
        private final EventCodec codec = new EventCodec();
        private final List<GenerationEvent> samples = Sample.bundled().stream()
                .map(Sample::event)
                .filter(event -> ReceivedGeneration.estimatedTokens(event) <= estimatedTokensMax)
                .toList();

        Maker() {
            if (samples.isEmpty()) {
                throw new IllegalArgumentException("no sample has at most " + estimatedTokensMax + " tokens");
            }
        }

        /** The record's value. */
        byte[] body(int index, String id, TrafficKind kind) {
            GenerationEvent like = samples.get(index % samples.size());
            return switch (kind) {
                case GARBAGE -> ("{\"id\": \"" + id + "\", broken").getBytes(StandardCharsets.UTF_8);
                case INVALID -> ("{\"id\":\"" + id + "\",\"response\":7}").getBytes(StandardCharsets.UTF_8);
                case TOO_LARGE -> tooLarge(id);
                case TOO_LONG -> event(id, like, "a word ".repeat(TOO_LONG_CHARACTERS / 7), tenant(index));
                case ALLOCATE -> event(id, like, "ALLOCATE " + like.response(), tenant(index));
                case NORMAL -> event(id, like, like.response(), tenant(index));
            };
        }

        private byte[] event(String id, GenerationEvent like, String response, int tenant) {
            return codec.encode(GenerationEvent.of(id, like.question(), like.passages(), response)
                    .withSource(new Source(Optional.of("load"), Optional.of("tenant-" + tenant))));
        }

        /** By hand: the codec refuses to write it. */
        private byte[] tooLarge(String id) {
            String json = "{\"id\":\"" + id + "\",\"schemaVersion\":\"1.0\",\"passages\":[],\"response\":\""
                    + "x".repeat(EVENT_BYTES_MAX) + "\"}";
            return json.getBytes(StandardCharsets.UTF_8);
        }
    }

    TrafficKind kind(int index) {
        double draw = draw(index, 1);
        if (draw < poison) {
            return draw < poison / 2 ? TrafficKind.GARBAGE : TrafficKind.INVALID;
        }
        if (draw < poison + oversized) {
            return draw < poison + oversized / 2 ? TrafficKind.TOO_LARGE : TrafficKind.TOO_LONG;
        }
        return TrafficKind.NORMAL;
    }

    /** Tenant of a record, from 0; the first has most. */
    int tenant(int index) {
        double total = 0;
        for (int tenant = 1; tenant <= tenants; tenant++) {
            total += Math.pow(tenant, -zipf);
        }
        double left = draw(index, 2) * total;
        for (int tenant = 1; tenant < tenants; tenant++) {
            left -= Math.pow(tenant, -zipf);
            if (left < 0) {
                return tenant - 1;
            }
        }
        return tenants - 1;
    }

    /** A number in [0, 1) that depends on the record alone. */
    private double draw(int index, int purpose) {
        return Ids.draw(purpose + "/" + seed, Integer.toString(index));
    }

    String describe() {
        return (poison > 0 ? 100 * poison + " % poison, " : "")
                + (oversized > 0 ? 100 * oversized + " % oversized, " : "")
                + (tenants > 1 ? tenants + " tenants by Zipf's law with exponent " + zipf : "one tenant");
    }
}
