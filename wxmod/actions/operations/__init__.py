"""Operations recorded, corrected and found; their area and effect."""
