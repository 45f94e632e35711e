package io.plumbline.stages.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far a replay has come: what was read up to here is in the output files up to these lengths, safe on disk.
 *
 * @param job id of the replay
 * @param next first record that was not judged
 * @param end where the log ended when the replay began
 * @param rows events judged
 * @param lengths bytes of each output file, by name
 */
record ReplayCheckpoint(
        String job, ReplayPosition next, ReplayPosition end, long rows, SortedMap<String, Long> lengths) {
    private static final String FILE = "checkpoint.json";
    private static final ObjectMapper JSON =
            JsonMapper.builder().addModule(new Jdk8Module()).build();

    static ReplayCheckpoint start(String job, ReplayPosition end) {
        return new ReplayCheckpoint(job, ReplayPosition.START, end, 0, new TreeMap<>(Map.of()));
    }

    static Optional<ReplayCheckpoint> read(Path directory) {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(file.toFile(), ReplayCheckpoint.class));
        } catch (IOException e) {
            throw new PlumblineException(
                    ErrorCode.INVALID_INPUT, file + " cannot be read: delete the folder to begin anew", e);
        }
    }

    /** Replaces the one before, or leaves it: never half of one. */
    void write(Path directory) throws IOException {
        Path fresh = directory.resolve(FILE + ".new");
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            channel.write(ByteBuffer.wrap(json().getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
        Files.move(fresh, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a checkpoint can always be written", e);
        }
    }
}
