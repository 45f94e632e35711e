package io.plumbline.gateway;

/** Bodies shown in the OpenAPI document; a test holds them to the schemas. */
final class Examples {
    static final String GENERATION = """
            {"id": "answer-1", "question": "When was the bridge opened?",
             "passages": [{"id": "p1", "title": "The bridge", "text": "The bridge was opened to traffic in 1932."}],
             "response": "It was opened in 1932 by the Queen.",
             "generator": {"model": "some-model-8b"}, "language": "en"}
            """;

    static final String CHAT_COMPLETION = """
            {"passages": [{"id": "p1", "text": "The bridge was opened to traffic in 1932."}],
             "request": {"model": "some-model-8b", "messages": [{"role": "user", "content": "When did it open?"}]},
             "response": {"id": "chatcmpl-1", "model": "some-model-8b",
              "choices": [{"message": {"role": "assistant", "content": "In 1932."}, "finish_reason": "stop"}]}}
            """;

    static final String LABEL = """
            {"label": "HALLUCINATED", "spans": [{"start": 22, "end": 34}], "annotator": "ann-7",
             "comment": "The passage does not say who opened it."}
            """;

    static final String PROBLEM = """
            {"type": "urn:plumbline:problem:schema-invalid", "title": "The event does not follow its schema",
             "status": 422, "code": "SCHEMA_INVALID", "detail": "/passages/0/text: integer found, string expected",
             "eventId": "answer-1", "pointer": "/passages/0/text"}
            """;

    private Examples() {}
}
