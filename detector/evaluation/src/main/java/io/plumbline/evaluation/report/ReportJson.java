package io.plumbline.evaluation.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.plumbline.evaluation.metric.EvaluationReport;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.erdtman.jcs.JsonCanonicalizer;

/** A report as canonical JSON (RFC 8785): equal reports give equal bytes. Numbers have six decimals; what is absent is absent. */
public final class ReportJson {
    /** The format this version writes. */
    public static final int FORMAT = 1;

    private static final int DECIMALS = 6;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new SimpleModule()
                    .addSerializer(double.class, new Rounded())
                    .addSerializer(Double.class, new Rounded()))
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
            .build();

    private ReportJson() {}

    /** The canonical JSON. */
    public static String write(EvaluationReport report) {
        ObjectNode node = JSON.valueToTree(report);
        node.put("format", FORMAT);
        node.put("intervalMethod", EvaluationReport.INTERVAL_METHOD);
        try {
            return new JsonCanonicalizer(JSON.writeValueAsString(node)).getEncodedString();
        } catch (IOException e) {
            throw new IllegalStateException("a report is always JSON", e);
        }
    }

    /** Rounds half to even; without it the last digits of a sum would depend on its order. */
    private static final class Rounded extends StdSerializer<Double> {
        private static final long serialVersionUID = 1L;

        Rounded() {
            super(Double.class);
        }

        @Override
        public void serialize(Double value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeNumber(BigDecimal.valueOf(value)
                            .setScale(DECIMALS, RoundingMode.HALF_EVEN)
                            .doubleValue()
                    + 0.0);
        }
    }
}
