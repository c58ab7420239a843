using Gateway.Serving;

return args switch
{
    ["loop", string model, string threads, string batch, string seconds] => DirectLoop.Run(model, int.Parse(threads), int.Parse(batch), int.Parse(seconds)),
    ["minimal", string port, string model, string threads] => await MinimalApi.RunAsync(int.Parse(port), model, int.Parse(threads)),
    ["clients", string requests] => await Clients.RunAsync(ClientRun.Read(requests)),
    ["models", string folder] => Measurement.Make(folder),
    ["measure", .. string[] options] => await Measurement.RunAsync(Settings.Parse(options)),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("serving measure [--rounds N] [--seconds N] [--only PART,PART] [--report FILE]");
    return 2;
}
