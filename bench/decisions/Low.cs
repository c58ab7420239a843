namespace Gateway.Decisions;

/// <summary>Twenty requests an hour.</summary>
internal static class Low
{
    public const double Rate = 20 / 3600.0;

    /// <summary>Seconds between decisions: the most that the machine believes, for days of silence.</summary>
    public const double Tick = 5;

    /// <summary>The seam for the shadow phase: a plan whose steps begin with copies goes here once the machine's copies can be simulated.</summary>
    public const string Note = "without a shadow phase, which is not simulated: the single step of 50 % alone. A bad attempt in the first 159 asks for 357, which 10 an hour do not fill within the step's 24 h: held, not rolled back";
}
