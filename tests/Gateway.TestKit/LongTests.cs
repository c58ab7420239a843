namespace Gateway.TestKit;

/// <summary>Tests that take minutes run where they are asked for: <c>./test.sh --long</c>.</summary>
public static class LongTests
{
    public const string Reason = "a long test: ./test.sh --long runs it";

    public static bool Asked => Environment.GetEnvironmentVariable("GATEWAY_LONG_TESTS") == "1";
}
