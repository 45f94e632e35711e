package io.plumbline.stages.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.model.PlumblineException;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.schemas.Source;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutingTableTest {
    private static final String FOUR = "{'routes':[{'active':'d'},{'app':'faq','active':'c'},"
            + "{'tenant':'acme','active':'b','shadows':['x','y']},{'tenant':'acme','app':'faq','active':'a'}]}";

    private static RoutingTable table(String json) {
        return RoutingJson.table(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({"acme,faq,a", "acme,chat,b", "other,faq,c", "other,chat,d"})
    void theMostSpecificRouteDecides(String tenant, String app, String active) {
        GenerationEvent event = GenerationEvent.of("e", Optional.empty(), List.of(), "r")
                .withSource(new Source(Optional.of(app), Optional.of(tenant)));
        assertThat(table(FOUR).route(event).orElseThrow().active()).isEqualTo(active);
    }

    @Test
    void whatNoRouteIsForIsNotRouted() {
        GenerationEvent event = GenerationEvent.of("e", Optional.empty(), List.of(), "r");
        assertThat(table("{'routes':[{'tenant':'acme','active':'a'}]}").route(event))
                .isEmpty();
        assertThat(table("{'routes':[]}")).isEqualTo(RoutingTable.EMPTY);
        assertThat(table(FOUR).profiles()).containsExactly("a", "b", "c", "d", "x", "y");
    }

    @Test
    void theHashIsTheTablesAndNotTheOrderItWasWrittenIn() {
        RoutingTable turned = table("{'routes':[{'shadows':['x','y'],'tenant':'acme','active':'b'},{'active':'d'},"
                + "{'tenant':'acme','app':'faq','active':'a'},{'app':'faq','active':'c','shadows':[]}]}");
        RoutingChange one = new RoutingChange(1, Instant.EPOCH, "ann", "", table(FOUR));
        RoutingChange other = new RoutingChange(2, Instant.EPOCH, "bob", "again", turned);
        assertThat(other.hash()).isEqualTo(one.hash());
        assertThat(RoutingJson.change(RoutingJson.bytes(other))).isEqualTo(other);
        assertThat(RoutingJson.table(RoutingJson.pretty(turned).getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(turned);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nothing",
                "{}",
                "{'routes':[{}]}",
                "{'routes':[{'active':''}]}",
                "{'routes':[{'active':'a','shaddows':['b']}]}",
                "{'routes':[{'active':'../secret.json'}]}",
                "{'routes':[{'active':'a','shadows':['a']}]}",
                "{'routes':[{'active':'a','shadows':['b','b']}]}",
                "{'routes':[{'active':'a','shadows':['b','c','d','e','f']}]}",
                "{'routes':[{'active':'a'},{'active':'b'}]}",
                "{'routes':[{'active':'a','tenant':' '}]}",
                "{'routes':[]} {}"
            })
    void aTableThatSaysSomethingElseThanWasMeantIsRefused(String json) {
        assertThatThrownBy(() -> table(json))
                .isInstanceOf(PlumblineException.class)
                .hasMessageStartingWith("not a routing table: ");
    }
}
