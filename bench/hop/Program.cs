using Gateway.Hop;

return args switch
{
    ["host", string port, string version] => await FastHost.RunAsync(int.Parse(port), version),
    ["yarp", string port, string baseline, string candidate] => await BareYarp.RunAsync(int.Parse(port), baseline, candidate),
    ["measure", .. string[] options] => await Measurement.RunAsync(Settings.Parse(options)),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("hop measure [--rounds N] [--seconds N] [--connections N] [--only NAME,NAME] [--report FILE]");
    return 2;
}
