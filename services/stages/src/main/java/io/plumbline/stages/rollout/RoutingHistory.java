package io.plumbline.stages.rollout;

import io.plumbline.model.PlumblineException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The versions of the routing table, folded from their topic. Of two records that both follow one version the first holds and the
 * other is void: every reader sees the same order, so all agree who was first. For one thread.
 */
public final class RoutingHistory {
    /** Versions kept; older ones are on the topic. */
    public static final int KEPT = 100;

    private static final System.Logger LOG = System.getLogger(RoutingHistory.class.getName());

    private final Deque<RoutingChange> newestFirst = new ArrayDeque<>();

    /** Takes a record in; gives the version it brought, empty if it is void or unreadable. */
    public Optional<RoutingChange> accept(ConsumerRecord<byte[], byte[]> record) {
        try {
            byte[] body = record.value();
            RoutingChange change = RoutingJson.change(body == null ? new byte[0] : body);
            if (change.version() != version() + 1 && !newestFirst.isEmpty()) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "routing version {0} at offset {1} is void: version {2} is in force",
                        change.version(),
                        record.offset(),
                        version());
                return Optional.empty();
            }
            newestFirst.addFirst(change);
            if (newestFirst.size() > KEPT) {
                newestFirst.removeLast();
            }
            return Optional.of(change);
        } catch (PlumblineException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "passed over an unreadable routing version at offset {0}: {1}",
                    record.offset(),
                    e.getMessage());
            return Optional.empty();
        }
    }

    /** The newest version's number; 0 before the first. */
    public int version() {
        return newest().map(RoutingChange::version).orElse(0);
    }

    /** The newest version. */
    public Optional<RoutingChange> newest() {
        return Optional.ofNullable(newestFirst.peekFirst());
    }

    /** The versions kept, newest first. */
    public List<RoutingChange> versions() {
        return List.copyOf(newestFirst);
    }

    /** One of those kept. */
    public Optional<RoutingChange> version(int number) {
        for (Iterator<RoutingChange> all = newestFirst.iterator(); all.hasNext(); ) {
            RoutingChange change = all.next();
            if (change.version() == number) {
                return Optional.of(change);
            }
        }
        return Optional.empty();
    }
}
