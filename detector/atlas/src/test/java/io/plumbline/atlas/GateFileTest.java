package io.plumbline.atlas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.model.HeadId;
import io.plumbline.model.HeadTable;
import org.junit.jupiter.api.Test;

class GateFileTest {
    @Test
    void aLineIsALayerAndANumberAKeyValueHead() {
        HeadTable gates = GateFile.read("0.5\t1\n2.5e-1\t0\n");
        assertThat(gates.ranking()).hasToString("[0-1, 0-0, 1-0, 1-1]");
        assertThat(GateFile.read(GateFile.write(gates))).isEqualTo(gates);
        assertThat(GateFile.write(gates)).startsWith("5.000000000000000000e-01\t1.0");
    }

    @Test
    void aGroupsQueryHeadsShareAGateAndItsBestOneSpeaksForIt() {
        HeadTable gates = GateFile.read("0.5\t1\n0.25\t0\n");
        HeadTable query = GateFile.forQueryHeads(gates, 3);
        assertThat(query.scores()).hasSize(12);
        assertThat(query.mean(new HeadId(1, 2))).isEqualTo(0.25);
        assertThat(query.mean(new HeadId(1, 3))).isZero();
        assertThat(GateFile.forKvHeads(query, 3)).isEqualTo(gates);
        HeadTable own = HeadTableFile.read("{\"0-0\":[0.1],\"0-1\":[0.7],\"0-2\":[0.3,0.5],\"0-3\":[0.2]}");
        assertThat(GateFile.write(GateFile.forKvHeads(own, 2)))
                .startsWith("7.0")
                .contains("\t4.0");
    }

    @Test
    void whatIsNoGatesIsRefused() {
        assertThatThrownBy(() -> GateFile.read("1\t2\n3\n")).hasMessageContaining("layer 1 has 1 gates");
        assertThatThrownBy(() -> GateFile.read("1\tx\n")).hasMessageContaining("'x'");
        assertThatThrownBy(() -> GateFile.read("")).hasMessageContaining("without heads");
        assertThatThrownBy(() -> GateFile.write(HeadTableFile.read("{\"0-1\":[1]}")))
                .hasMessageContaining("without the one before it");
    }

    @Test
    void aListRanksWithoutScores() {
        HeadTable list = HeadListFile.read("# ours\nattn_head_set: \"8-21, 0-3,1-1\" # top3\nmodel: x\n");
        assertThat(list.ranking()).hasToString("[8-21, 0-3, 1-1]");
        assertThat(HeadListFile.read(HeadListFile.write("org/model", list.ranking())))
                .isEqualTo(list);
        assertThatThrownBy(() -> HeadListFile.read("heads: 1")).hasMessageContaining("no attn_head_set");
        assertThatThrownBy(() -> HeadListFile.read("attn_head_set: \"1-1,1-1\""))
                .hasMessageContaining("twice");
        assertThatThrownBy(() -> HeadListFile.read("attn_head_set: \"one\"")).hasMessageContaining("layer-head");
    }
}
