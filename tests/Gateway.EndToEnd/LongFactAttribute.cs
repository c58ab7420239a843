using System.Runtime.CompilerServices;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

/// <summary>A test that takes long, or has a faster sibling that shows nearly as much; not even its fixture begins where <c>--long</c> was not asked for.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LongFactAttribute : FactAttribute
{
    public LongFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Skip = LongTests.Asked ? null : LongTests.Reason;
}
