package io.plumbline.model.npz;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One {@code .npy}: magic, version, header length, header (a Python dictionary as text), elements. Source: NumPy
 * Enhancement Proposal 1 ("A Simple File Format for NumPy Arrays").
 */
final class NpyFormat {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int MAX_HEADER_BYTES = 1 << 16;
    private static final int ALIGNMENT = 64;
    private static final Pattern HEADER = Pattern.compile("\\{\\s*'descr':\\s*'([^']{1,8})',\\s*"
            + "'fortran_order':\\s*(True|False),\\s*'shape':\\s*\\(([0-9, ]*)\\),?\\s*\\}\\s*");

    private NpyFormat() {}

    static NpyArray read(String name, InputStream input) throws IOException {
        DataInputStream in = new DataInputStream(input);
        try {
            byte[] start = new byte[MAGIC.length + 2];
            in.readFully(start);
            int version = start[MAGIC.length];
            if (!Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length) || version < 1 || version > 2) {
                throw broken(name, "not a .npy of version 1 or 2");
            }
            int length = version == 1
                    ? Short.toUnsignedInt(Short.reverseBytes(in.readShort()))
                    : Integer.reverseBytes(in.readInt());
            if (length < 0 || length > MAX_HEADER_BYTES) {
                throw broken(name, "header of " + length + " bytes; at most " + MAX_HEADER_BYTES);
            }
            byte[] header = new byte[length];
            in.readFully(header);
            return elements(name, new String(header, StandardCharsets.ISO_8859_1), in);
        } catch (EOFException e) {
            throw broken(name, "it ends early");
        }
    }

    private static NpyArray elements(String name, String header, DataInputStream in) throws IOException {
        Matcher matcher = HEADER.matcher(header);
        if (!matcher.matches()) {
            throw broken(name, "header not understood: " + header.strip());
        }
        if (matcher.group(2).equals("True")) {
            throw broken(name, "it is in Fortran order; write it in C order");
        }
        NpyType type = Arrays.stream(NpyType.values())
                .filter(t -> t.descriptor().equals(matcher.group(1)))
                .findFirst()
                .orElseThrow(() -> broken(name, "element type " + matcher.group(1) + " is not supported"));
        byte[] data;
        int[] shape;
        try {
            shape = Arrays.stream(matcher.group(3).split(","))
                    .map(String::strip)
                    .filter(length -> !length.isEmpty())
                    .mapToInt(Integer::parseInt)
                    .toArray();
            data = new byte[NpyArray.byteSize(type, shape)];
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw broken(name, "shape (" + matcher.group(3) + "): " + e.getMessage());
        }
        in.readFully(data);
        return new NpyArray(type, shape, data);
    }

    static void write(NpyArray array, OutputStream out) throws IOException {
        if (array.type() == NpyType.F16) {
            throw new IllegalArgumentException("half floats are read only");
        }
        String shape = Arrays.stream(array.shape()).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        String header = "{'descr': '" + array.type().descriptor() + "', 'fortran_order': False, 'shape': (" + shape
                + (array.shape().length == 1 ? ",)" : ")") + ", }";
        int prefix = MAGIC.length + 4;
        int padding = ALIGNMENT - (prefix + header.length() + 1) % ALIGNMENT;
        String padded = header + " ".repeat(padding) + "\n";
        out.write(MAGIC);
        out.write(new byte[] {1, 0, (byte) padded.length(), (byte) (padded.length() >>> 8)});
        out.write(padded.getBytes(StandardCharsets.ISO_8859_1));
        out.write(array.littleEndian());
    }

    static PlumblineException broken(String name, String why) {
        return new PlumblineException(ErrorCode.INVALID_INPUT, name + " cannot be read: " + why);
    }
}
