"""Records what real client libraries send, for the tests of this module.

    python record.py OUT            # every scenario, each in a process of its own

Starts two servers on the loopback: a stand-in for an OpenAI-compatible API with fixed answers, which keeps request
and response bodies, and an OTLP collector that keeps every body as it came (gzip undone).
"""

import gzip
import json
import os
import pathlib
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

QUESTION = "When was the harbour bridge opened?"
ANSWER = "The harbour bridge was opened on 19 March 1932. \U0001f309"
SYSTEM = "Answer from the documents only."
DOCUMENTS = [
    {"id": "bridge-1", "score": 0.91, "title": "Harbour Bridge",
     "content": "The harbour bridge was opened to traffic on 19 March 1932."},
    {"id": "bridge-2", "score": 0.74, "title": "Caf\u00e9s", "content": "Caf\u00e9s line the southern shore."},
]
MESSAGES = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": QUESTION}]
TOOL = {"type": "function", "function": {
    "name": "search_documents", "description": "Full-text search",
    "parameters": {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]}}}


def answer(content, **message):
    return {
        "id": "chatcmpl-plumbline-1", "object": "chat.completion", "created": 1763985600, "model": "some-model-8b",
        "choices": [{"index": 0, "finish_reason": "tool_calls" if "tool_calls" in message else "stop",
                     "logprobs": None,
                     "message": {"role": "assistant", "content": content, "refusal": None, **message}}],
        "usage": {"prompt_tokens": 40, "completion_tokens": 14, "total_tokens": 54},
    }


class Api(BaseHTTPRequestHandler):
    """Asks for a tool while the request offers one and has no result; otherwise answers."""

    kept = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        request = json.loads(body)
        asks = request.get("tools") and not any(m["role"] == "tool" for m in request["messages"])
        call = {"id": "call_1", "type": "function",
                "function": {"name": "search_documents", "arguments": json.dumps({"query": QUESTION})}}
        reply = json.dumps(answer(None, tool_calls=[call]) if asks else answer(ANSWER)).encode()
        Api.kept.append((body, reply))
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, *_):
        pass


class Collector(BaseHTTPRequestHandler):
    kept = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        if self.headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        Collector.kept.append((self.path.rsplit("/", 1)[-1], self.headers["content-type"], body))
        reply = b"{}" if "json" in self.headers["content-type"] else b""
        self.send_response(200)
        self.send_header("content-type", self.headers["content-type"])
        self.send_header("content-length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, *_):
        pass


def serve(handler):
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


def client(url):
    from openai import OpenAI

    return OpenAI(base_url=url + "/v1", api_key="none")


def providers(collector, as_json=False):
    from opentelemetry import trace
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    if as_json:
        from opentelemetry.exporter.otlp.json.http.trace_exporter import OTLPSpanExporter
    else:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    tracers = TracerProvider(resource=Resource.create({"service.name": "helpdesk"}))
    tracers.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=collector + "/v1/traces")))
    trace.set_tracer_provider(tracers)
    return tracers


def loggers(collector):
    from opentelemetry import _logs
    from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
    from opentelemetry.sdk._logs import LoggerProvider
    from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
    from opentelemetry.sdk.resources import Resource

    provider = LoggerProvider(resource=Resource.create({"service.name": "helpdesk"}))
    provider.add_log_record_processor(BatchLogRecordProcessor(OTLPLogExporter(endpoint=collector + "/v1/logs")))
    _logs.set_logger_provider(provider)
    return provider


def openai_pairs(api, _):
    """The bodies of the openai client: a plain question, content in parts, and an answer that rests on a tool."""
    chat = client(api).chat.completions
    chat.create(model="some-model-8b", messages=MESSAGES, temperature=0.2)
    chat.create(model="some-model-8b", messages=[
        {"role": "developer", "content": [{"type": "text", "text": SYSTEM}]},
        {"role": "user", "content": "Hello."},
        {"role": "assistant", "content": "Hello, how can I help?"},
        {"role": "user", "content": [{"type": "text", "text": DOCUMENTS[0]["content"]},
                                     {"type": "text", "text": QUESTION}]}])
    messages = list(MESSAGES)
    first = chat.create(model="some-model-8b", messages=messages, tools=[TOOL]).choices[0].message
    messages += [first, {"role": "tool", "tool_call_id": first.tool_calls[0].id,
                         "content": json.dumps(DOCUMENTS, ensure_ascii=False)}]
    chat.create(model="some-model-8b", messages=messages, tools=[TOOL])


def genai(api, collector, as_json=False):
    """A retrieval span of the GenAI utilities and a chat span of the openai instrumentation under one parent."""
    from opentelemetry.instrumentation.genai.openai import OpenAIInstrumentor
    from opentelemetry.util.genai.handler import TelemetryHandler

    tracers, logs = providers(collector, as_json), loggers(collector)
    OpenAIInstrumentor().instrument()
    handler = TelemetryHandler(tracer_provider=tracers, logger_provider=logs)
    with tracers.get_tracer("helpdesk").start_as_current_span("answer"):
        retrieval = handler.retrieval(data_source_id="handbook", provider="opensearch")
        retrieval.query_text, retrieval.top_k, retrieval.documents = QUESTION, 2, DOCUMENTS
        retrieval.stop()
        client(api).chat.completions.create(model="some-model-8b", messages=MESSAGES)
    tracers.shutdown()
    logs.shutdown()


def genai_json(api, collector):
    genai(api, collector, True)


def openinference(api, collector):
    """A RETRIEVER span of the OpenInference helpers and an LLM span of its openai instrumentation, under one parent."""
    from openinference.instrumentation import get_retriever_attributes, get_span_kind_attributes
    from openinference.instrumentation.openai import OpenAIInstrumentor

    tracers = providers(collector)
    OpenAIInstrumentor().instrument(tracer_provider=tracers)
    tracer = tracers.get_tracer("helpdesk")
    with tracer.start_as_current_span("answer", attributes=get_span_kind_attributes("chain")):
        with tracer.start_as_current_span("retrieve", attributes=get_span_kind_attributes("retriever")) as span:
            span.set_attribute("input.value", QUESTION)
            span.set_attributes(get_retriever_attributes(documents=[
                {"id": d["id"], "score": d["score"], "content": d["content"], "metadata": {"title": d["title"]}}
                for d in DOCUMENTS]))
        client(api).chat.completions.create(model="some-model-8b", messages=MESSAGES)
    tracers.shutdown()


CONTENT = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"
SCENARIOS = {
    "openai": (openai_pairs, {}),
    "genai-span": (genai, {CONTENT: "span_only"}),
    "genai-event": (genai, {CONTENT: "event_only", "OTEL_INSTRUMENTATION_GENAI_EMIT_EVENT": "true"}),
    "genai-none": (genai, {}),
    "genai-json": (genai_json, {CONTENT: "span_only"}),
    "openinference": (openinference, {}),
}


def record(name, out):
    SCENARIOS[name][0](serve(Api), serve(Collector))
    if name == "openai":
        for i, (request, response) in enumerate(Api.kept):
            (out / f"openai-{i}.request.json").write_bytes(request)
            (out / f"openai-{i}.response.json").write_bytes(response)
    for i, (signal, content_type, body) in enumerate(Collector.kept):
        (out / f"{name}.{signal}{'' if i == 0 else i}.{'json' if 'json' in content_type else 'pb'}").write_bytes(body)


if __name__ == "__main__":
    target = pathlib.Path(sys.argv[1])
    if len(sys.argv) == 3:
        record(sys.argv[2], target)
    else:
        for scenario, (_, variables) in SCENARIOS.items():
            subprocess.run([sys.executable, __file__, str(target), scenario], check=True,
                           env={**os.environ, **variables})
