package io.plumbline.stages.replay;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The output files of a replay, cut back to its checkpoint when it is resumed. */
final class ReplayFiles implements AutoCloseable {
    /** One {@link ReplayRow} a line. */
    static final String ROWS = "rows.jsonl";

    private final Map<String, FileChannel> channels = new LinkedHashMap<>();

    private ReplayFiles() {}

    /** Name of the file with the verdicts of profile {@code index}, canonical bodies line by line. */
    static String verdicts(int index) {
        return "verdicts-" + (char) ('a' + index) + ".jsonl";
    }

    static ReplayFiles open(Path directory, int profiles, ReplayCheckpoint checkpoint) {
        List<String> names = new ArrayList<>(List.of(ROWS));
        for (int i = 0; i < profiles; i++) {
            names.add(verdicts(i));
        }
        ReplayFiles files = new ReplayFiles();
        try {
            for (String name : names) {
                FileChannel channel =
                        FileChannel.open(directory.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                files.channels.put(name, channel);
                long length = checkpoint.lengths().getOrDefault(name, 0L);
                if (channel.size() < length) {
                    throw new PlumblineException(
                            ErrorCode.INVALID_INPUT,
                            directory.resolve(name) + " is shorter than it was: delete the folder to begin anew");
                }
                channel.truncate(length).position(length);
            }
            return files;
        } catch (IOException e) {
            files.close();
            throw new UncheckedIOException(e);
        } catch (PlumblineException e) {
            files.close();
            throw e;
        }
    }

    void line(String name, byte[] text) throws IOException {
        FileChannel channel = channels.get(name);
        if (channel == null) {
            throw new IllegalArgumentException("no output file " + name);
        }
        ByteBuffer buffer =
                ByteBuffer.allocate(text.length + 1).put(text).put((byte) '\n').flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Forces all to disk and says how long each is. */
    SortedMap<String, Long> sync() throws IOException {
        SortedMap<String, Long> lengths = new TreeMap<>();
        for (Map.Entry<String, FileChannel> one : channels.entrySet()) {
            one.getValue().force(false);
            lengths.put(one.getKey(), one.getValue().position());
        }
        return lengths;
    }

    /** Hands over each row of a finished replay. */
    static void rows(Path directory, Consumer<ReplayRow> consumer) {
        try (BufferedReader reader = Files.newBufferedReader(directory.resolve(ROWS), StandardCharsets.UTF_8)) {
            String line = reader.readLine();
            while (line != null) {
                consumer.accept(ReplayRow.parse(line));
                line = reader.readLine();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        for (FileChannel channel : channels.values()) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
