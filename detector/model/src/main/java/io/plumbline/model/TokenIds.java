package io.plumbline.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** An immutable sequence of token ids. */
public final class TokenIds {
    private final int[] ids;

    private TokenIds(int[] ids) {
        this.ids = ids;
    }

    /** Copies {@code ids}; a negative id is refused. */
    public static TokenIds of(int... ids) {
        for (int id : ids) {
            if (id < 0) {
                throw new IllegalArgumentException("negative token id " + id);
            }
        }
        return new TokenIds(ids.clone());
    }

    public int size() {
        return ids.length;
    }

    public int at(int position) {
        return ids[position];
    }

    public int[] toArray() {
        return ids.clone();
    }

    /** The ids at positions {@code [start, end)}. */
    public TokenIds slice(int start, int end) {
        if (start < 0 || end < start || end > ids.length) {
            throw new IndexOutOfBoundsException("[" + start + ", " + end + ") of " + ids.length);
        }
        return new TokenIds(Arrays.copyOfRange(ids, start, end));
    }

    public TokenIds concat(TokenIds other) {
        int[] joined = Arrays.copyOf(ids, ids.length + other.ids.length);
        System.arraycopy(other.ids, 0, joined, ids.length, other.ids.length);
        return new TokenIds(joined);
    }

    public boolean startsWith(TokenIds prefix) {
        return prefix.ids.length <= ids.length
                && Arrays.equals(ids, 0, prefix.ids.length, prefix.ids, 0, prefix.ids.length);
    }

    /** How many tokens at the start are the same in both. */
    public int commonPrefix(TokenIds other) {
        int shorter = Math.min(ids.length, other.ids.length);
        int differs = Arrays.mismatch(ids, 0, shorter, other.ids, 0, shorter);
        return differs < 0 ? shorter : differs;
    }

    /** SHA-256, in hex, of the ids as decimal text joined by commas. */
    public String sha256() {
        String joined = Arrays.stream(ids).mapToObj(Integer::toString).collect(Collectors.joining(","));
        return Hashes.sha256(joined.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenIds that && Arrays.equals(ids, that.ids);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(ids);
    }

    @Override
    public String toString() {
        return ids.length <= 16 ? Arrays.toString(ids) : "TokenIds[" + ids.length + "]";
    }
}
