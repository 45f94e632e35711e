package io.plumbline.cli.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.scoring.feature.Feature;
import io.plumbline.scoring.feature.FeatureKind;
import io.plumbline.scoring.profile.Profile;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The columns that all answers of a page share.
 *
 * @param features columns of the features
 * @param signals their kinds: those the profile weighs first, in order of appearance
 * @param weighed the kinds the profile weighs
 */
record PageColumns(List<Feature> features, List<FeatureKind> signals, Set<FeatureKind> weighed) {
    static PageColumns of(List<Feature> features, Profile profile) {
        return new PageColumns(
                List.copyOf(features),
                features.stream().map(Feature::kind).distinct().toList(),
                profile.features().stream().map(Feature::kind).collect(Collectors.toSet()));
    }

    ArrayNode columnsJson() {
        ArrayNode columns = JsonNodeFactory.instance.arrayNode();
        for (Feature feature : features) {
            ObjectNode column = columns.addObject();
            column.put("signal", signals.indexOf(feature.kind()));
            column.put(
                    "place",
                    feature.head()
                            .map(Object::toString)
                            .or(() -> feature.layer().map(Object::toString))
                            .orElse(""));
        }
        return columns;
    }

    ArrayNode signalsJson() {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        for (FeatureKind kind : signals) {
            json.addObject()
                    .put("label", kind.label())
                    .put("scope", kind.scope().name())
                    .put("name", SignalTexts.name(kind))
                    .put("about", SignalTexts.about(kind))
                    .put("weighed", weighed.contains(kind));
        }
        return json;
    }
}
