using System.IO.Compression;
using System.Text;
using Gateway.Cli.Data;
using Gateway.Core.Evaluation;
using Gateway.TestKit;
using Xunit;

namespace Gateway.Tests.Cli.Data;

public sealed class DataFileTests
{
    private readonly string _folder = Paths.Temporary("data");

    [Fact]
    public void A_csv_file_has_numbers_texts_and_gaps()
    {
        DataSet data = Read("a.csv", "age,\"town, country\",label\n30,\"Ulm, DE\",yes\n,Rome,no\n4.5,\"a \"\"b\"\"\",yes\n");
        Assert.Equal([30, double.NaN, 4.5], ((NumberColumn)data.Find("age")!).Values);
        Assert.Equal(["Ulm, DE", "Rome", "a \"b\""], ((TextColumn)data.Find("town, country")!).Values);
    }

    [Fact]
    public void The_sample_s_held_out_rows_are_read()
    {
        DataSet data = DataFile.Read(Path.Combine(Paths.Repository, "samples/digits/models/heldout.csv"));
        Assert.Equal(719, data.Rows);
        Assert.Equal(65, data.Columns.Count);
        Assert.Equal("3", data.Find("label")!.Text(0));
    }

    [Fact]
    public void An_arff_file_has_its_declared_types()
    {
        DataSet data = Read("iris.arff", """
            % Fisher
            @relation iris
            @ATTRIBUTE 'petal length' REAL
            @attribute class {Iris-setosa, 'Iris virginica'}
            @data
            1.4,Iris-setosa
            ?,'Iris virginica'
            {0 5.1, 1 'Iris virginica'}
            """);
        Assert.Equal([1.4, double.NaN, 5.1], ((NumberColumn)data.Find("petal length")!).Values);
        Assert.Equal(["Iris-setosa", "Iris virginica", "Iris virginica"], ((TextColumn)data.Find("class")!).Values);
    }

    [Fact]
    public void Json_lines_hold_lists_as_deep_as_they_go()
    {
        DataSet data = Read("a.jsonl", """
            {"pixels":[[0,1],[2,3]],"label":"x"}

            {"label":"y","pixels":[[4,5],[6,7]]}
            """);
        NumberColumn pixels = (NumberColumn)data.Find("pixels")!;
        Assert.Equal([2, 2], pixels.RowShape);
        Assert.Equal(Enumerable.Range(0, 8).Select(i => (double)i), pixels.Values);
        Assert.Equal("y", data.Find("label")!.Text(1));
    }

    [Fact]
    public void An_npz_file_has_a_column_for_each_array()
    {
        string file = Path.Combine(_folder, "a.npz");
        using (ZipArchive archive = ZipFile.Open(file, ZipArchiveMode.Create))
        {
            Array(archive, "x.npy", "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", [.. new float[] { 1, 2, 3, 4, 5, 6 }.SelectMany(BitConverter.GetBytes)]);
            Array(archive, "label.npy", "{'descr': '<U2', 'fortran_order': False, 'shape': (2,), }", Encoding.UTF32.GetBytes("a\0bc"));
        }

        DataSet data = DataFile.Read(file);
        Assert.Equal(3, data.Find("x")!.Width);
        Assert.Equal(["a", "bc"], ((TextColumn)data.Find("label")!).Values);
    }

    [Theory]
    [InlineData("a.csv", "a,b\n1,2\n1\n3,4,5\n", "line 3: 1 cells where the header has 2", "line 4: 3 cells where the header has 2")]
    [InlineData("a.csv", "a,a\n1,2\n", "There are 2 columns \"a\".")]
    [InlineData("a.csv", "a,b\n", "it holds no rows.")]
    [InlineData("a.arff", "@attribute a real\n@attribute c {x,y}\n@data\nfoo,z\n1\n", "line 4, column \"a\": \"foo\" is no number", "line 4, column \"c\": \"z\" is none of {x, y}", "line 5: 1 values where there are 2 attributes")]
    [InlineData("a.jsonl", "{\"a\":1}\n{\"a\":\"x\"}\n{\"b\":2}\n[1]\n", "line 2, column \"a\": \"x\" is no number, as in the first row", "line 3, column \"b\": the first row has no such column", "line 4: an object was expected")]
    [InlineData("a.parquet", "PAR1", "\".parquet\" is none of .csv, .tsv, .arff, .jsonl, .npz.")]
    public void Every_problem_is_named_with_its_line_and_its_column(string name, string text, params string[] problems)
    {
        DataException refused = Assert.Throws<DataException>(() => Read(name, text));
        Assert.All(problems, problem => Assert.Contains($"{name}: {problem}", refused.Message, StringComparison.Ordinal));
    }

    private DataSet Read(string name, string text)
    {
        string file = Path.Combine(_folder, name);
        File.WriteAllText(file, text);
        return DataFile.Read(file);
    }

    private static void Array(ZipArchive archive, string name, string header, byte[] data)
    {
        using Stream stream = archive.CreateEntry(name).Open();
        stream.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)(header.Length + 1), 0, .. Encoding.ASCII.GetBytes(header + "\n"), .. data]);
    }
}
