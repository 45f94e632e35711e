package io.plumbline.model.npz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.PlumblineException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpzTest {
    private final Path folder;

    NpzTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private static Map<String, NpyArray> oneOfEach() {
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        arrays.put("matrix", NpyArray.of(FloatMatrix.of(2, 3, 1.5f, -0f, Float.NaN, 4, 5, Float.MIN_VALUE)));
        arrays.put("scalar", NpyArray.of(new long[] {Long.MIN_VALUE}));
        arrays.put("doubles", NpyArray.of(new double[] {Math.PI, -1e300}, 2));
        arrays.put("cube", NpyArray.of(new int[] {1, 2, 3, 4, 5, 6, 7, -8}, 2, 2, 2));
        arrays.put("bytes", NpyArray.of(new byte[] {0, (byte) 255}, 2));
        arrays.put("flags", NpyArray.of(new boolean[] {true, false, true}, 3, 1));
        arrays.put("empty", NpyArray.of(new int[0], 0, 2));
        return arrays;
    }

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        Path file = folder.resolve("all.npz");
        NpzWriter.write(file, oneOfEach());
        assertThat(NpzReader.read(file).arrays()).isEqualTo(oneOfEach());
        assertThat(NpzReader.read(file).arrays().keySet())
                .containsExactlyElementsOf(oneOfEach().keySet());
        assertThatThrownBy(() -> NpzReader.read(file).get("absent")).hasMessageContaining("matrix");
        NpyArray cube = NpzReader.read(file).get("cube");
        assertThat(cube.at(1).toInts()).containsExactly(5, 6, 7, -8);
        assertThat(cube.at(1).shape()).containsExactly(2, 2);
        Path single = folder.resolve("one.npy");
        NpzWriter.writeNpy(single, cube);
        assertThat(NpzReader.readNpy(single)).isEqualTo(cube);
    }

    @Test
    void equalArraysGiveEqualBytes() throws IOException {
        ByteArrayOutputStream first = new ByteArrayOutputStream();
        ByteArrayOutputStream second = new ByteArrayOutputStream();
        NpzWriter.write(first, oneOfEach());
        NpzWriter.write(second, oneOfEach());
        assertThat(first.toByteArray()).isEqualTo(second.toByteArray());
    }

    /** The bytes that numpy 2.4.6 saves for {@code np.array([[1, -2]], dtype='<i2')}. */
    @Test
    void readsNumpysOwnBytes() throws IOException {
        String header = "{'descr': '<i2', 'fortran_order': False, 'shape': (1, 2), }";
        Path file = npy(header + " ".repeat(117 - header.length()) + "\n", "0100feff");
        NpyArray array = NpzReader.readNpy(file);
        assertThat(array.type()).isEqualTo(NpyType.I16);
        assertThat(array.shape()).containsExactly(1, 2);
        assertThat(array.toLongs()).containsExactly(1, -2);
    }

    @Test
    void readsHalfFloats() throws IOException {
        NpyArray array = NpzReader.readNpy(npy(
                "{'descr': '<f2', 'fortran_order': False, 'shape': (6,), }\n",
                "003c" + "00c0" + "0100" + "ff7b" + "007c" + "0080"));
        assertThat(array.toFloats()).containsExactly(1f, -2f, 0x1p-24f, 65504f, Float.POSITIVE_INFINITY, -0f);
        assertThatThrownBy(() -> NpzWriter.writeNpy(folder.resolve("half.npy"), array))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesWhatItCannotRead() throws IOException {
        assertRefused("{'descr': '<f4', 'fortran_order': True, 'shape': (1,), }", "00000000", "Fortran");
        assertRefused("{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }", "00000000", ">f4");
        assertRefused("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", "00000000", "ends early");
        assertRefused("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999,), }", "", "shape");
        assertRefused(
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1000000, 1000000, 1000000, 1000000), }",
                "",
                "shape");
        assertRefused("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1, 1, 1, 1), }", "", "dimensions");
        assertRefused("{'descr': '<f4'}", "", "header");
        assertThatThrownBy(() -> NpzReader.read(new ByteArrayInputStream("not a zip".getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(PlumblineException.class);
    }

    @Test
    void integersAreExactOrRefused() {
        assertThatThrownBy(() -> NpyArray.of(new float[] {1}, 1).toLongs()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> NpyArray.of(new long[] {1L << 40}, 1).toInts())
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> NpyArray.of(new int[3], 2, 2)).isInstanceOf(IllegalArgumentException.class);
    }

    private void assertRefused(String header, String elements, String why) throws IOException {
        Path file = npy(header + "\n", elements);
        assertThatThrownBy(() -> NpzReader.readNpy(file))
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT))
                .hasMessageContaining(why);
    }

    private Path npy(String header, String elements) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(HexFormat.of().parseHex("934e554d5059" + "0100"));
        bytes.write(new byte[] {(byte) header.length(), (byte) (header.length() >>> 8)});
        bytes.write(header.getBytes(StandardCharsets.ISO_8859_1));
        bytes.write(HexFormat.of().parseHex(elements));
        Path file = folder.resolve(Integer.toHexString(Arrays.hashCode(bytes.toByteArray())) + ".npy");
        return Files.write(file, bytes.toByteArray());
    }
}
