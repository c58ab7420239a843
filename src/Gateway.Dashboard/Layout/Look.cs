using MudBlazor;

namespace Gateway.Dashboard.Layout;

/// <summary>Colours and letters of the component library; the special pictures take theirs from dashboard.css.</summary>
internal static class Look
{
    private static readonly string[] Letters = ["Inter", "system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif"];

    public static readonly MudTheme Theme = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#1f5fbf", Error = "#b3261e", Success = "#1e7240", Warning = "#8a5a00", Info = "#1f5fbf",
            Background = "#f6f7f9", Surface = "#ffffff", AppbarBackground = "#ffffff", AppbarText = "#1c2430",
            TextPrimary = "#1c2430", TextSecondary = "#566173", LinesDefault = "#e1e5ea", TableLines = "#e9ecf0", Divider = "#e1e5ea",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#8ab4f8", PrimaryContrastText = "#10151c", Error = "#ff8a80", ErrorContrastText = "#10151c", Success = "#7bd69b", Warning = "#f2c063", Info = "#8ab4f8",
            Background = "#0f141a", Surface = "#171d25", AppbarBackground = "#171d25", AppbarText = "#e6eaf0",
            TextPrimary = "#e6eaf0", TextSecondary = "#a3afbf", LinesDefault = "#2b3440", TableLines = "#242c37", Divider = "#2b3440",
        },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Letters, FontSize = "0.875rem", LineHeight = "1.45", LetterSpacing = "normal" },
            Button = new ButtonTypography { FontFamily = Letters, FontSize = "0.8125rem", FontWeight = "600", LetterSpacing = "normal", TextTransform = "none" },
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "6px" },
    };
}
